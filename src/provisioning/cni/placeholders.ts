import { isObject } from '../../model/json.ts';
import type { ResolvedOrder } from '../../model/order.ts';
import { escapePointer } from '../../model/pointer.ts';

/** What `${…}` in the values of a chart of one's own may stand for. Any other `${…}` is left to the chart. */
const places: Record<string, (order: ResolvedOrder) => string> = {
  'network.podCidr': ({ network }) => network.podCidr,
  'network.serviceCidr': ({ network }) => network.serviceCidr,
  'network.dnsServiceIP': ({ network }) => network.dnsServiceIP,
  'cluster.name': ({ name }) => name,
};
const placeholder = /\$\{((?:network|cluster)\.[A-Za-z]+)\}/g;

/** Values with each placeholder filled in. */
export function fill(values: Record<string, unknown>, order: ResolvedOrder): Record<string, unknown> {
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(placeholder, (all, name: string) => places[name]?.(order) ?? all);
    }
    if (Array.isArray(value)) return value.map(filled);
    return isObject(value) ? fill(value, order) : value;
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filled(value)]));
}

/** Placeholders that look like ours and stand for nothing, with where they stand. */
export function unknownPlaces(value: unknown, pointer = ''): { pointer: string; text: string }[] {
  if (typeof value === 'string') {
    const names = [...value.matchAll(placeholder)].map(([, name = '']) => name);
    return names.filter((name) => !(name in places)).map((text) => ({ pointer, text }));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => unknownPlaces(member, `${pointer}/${escapePointer(key)}`));
}
