import type { CallKind } from '../arm/request.ts';
import type { ReplyError } from '../http/reply.ts';
import { isObject, type JsonObject, list, object, stringMap } from '../json.ts';
import { CATALOGUE, type FaultSubject } from './catalogue.ts';

/** The tag of a cluster that switches faults on for it. */
export const FAULT_TAG = 'sandbox-fault';

export interface Fault {
  name: string;
  /** `cluster` is a name in which `*` stands for anything, `tag` is `key` or `key=value`; both must fit. */
  match?: { cluster?: string; tag?: string };
  /** How often it strikes; for ever when absent. */
  times?: number;
  params?: JsonObject;
}

/** The cluster that a request or an operation is about. */
export interface Target {
  key: string;
  name: string;
  tags: Record<string, string>;
}

export type Faults = ReturnType<typeof createFaults>;

/** The faults that are switched on, by this interface or by a cluster's tag. */
export function createFaults(changed: () => void) {
  let scripted: Fault[] = [];
  let strikes = new Map<string, number>();

  /** The fault's parameters if it is on for this cluster; a strike is counted only with `count`. */
  function find(name: string, target: Target, count: boolean): JsonObject | undefined {
    const fault = scripted.find((item) => item.name === name && item.times !== 0 && fits(item, target));
    if (fault !== undefined) {
      if (count && fault.times !== undefined) fault.times -= 1;
      if (count) changed();
      return fault.params ?? {};
    }
    if (!taggedFaults(target.tags).includes(name)) return undefined;
    const key = `${name} ${target.key}`;
    const before = strikes.get(key) ?? 0;
    if (before >= (CATALOGUE[name]?.timesByTag ?? Number.POSITIVE_INFINITY)) return undefined;
    if (count) strikes.set(key, before + 1);
    if (count) changed();
    return {};
  }

  return {
    /** Whether a fault is on; asking uses nothing up. */
    isOn: (name: string, target: Target) => find(name, target, false) !== undefined,
    /** The fault's parameters if it strikes now. */
    strike: (name: string, target: Target) => find(name, target, true),
    /** The answer that some fault gives to this call in the handler's place. */
    answer(call: CallKind, target: Target, subject: FaultSubject): ReplyError | undefined {
      for (const [name, entry] of Object.entries(CATALOGUE)) {
        if (entry.answer === undefined) continue;
        const params = find(name, target, false);
        const calls: unknown[] = params?.['on'] === undefined ? (entry.on ?? []) : list(params['on']);
        if (params === undefined || !calls.includes(call)) continue;
        find(name, target, true);
        return entry.answer(subject, params);
      }
      return undefined;
    },
    add(fault: Fault): void {
      scripted.push(structuredClone(fault));
      changed();
    },
    replace(faults: Fault[]): void {
      scripted = structuredClone(faults);
      changed();
    },
    /** A cluster of the same name starts with a clean slate. */
    forget(clusterKey: string): void {
      for (const key of strikes.keys()) if (key.endsWith(` ${clusterKey}`)) strikes.delete(key);
    },
    clear(): void {
      scripted = [];
      strikes = new Map();
      changed();
    },
    all: () => scripted,
    snapshot: () => ({ scripted, strikes: Object.fromEntries(strikes) }),
    restore(snapshot: unknown): void {
      scripted = list(object(snapshot)['scripted']) as Fault[];
      const counts = Object.entries(object(object(snapshot)['strikes']));
      strikes = new Map(counts.map(([key, count]) => [key, Number(count)]));
    },
  };
}

/** A fault from an unchecked body; throws an Error that says what is wrong with it. */
export function parseFault(value: unknown): Fault {
  if (!isObject(value) || typeof value['name'] !== 'string') throw new Error('a fault needs a name');
  const { name, match, times, params } = value;
  if (CATALOGUE[name] === undefined) {
    throw new Error(`unknown fault ${name}; there are: ${Object.keys(CATALOGUE).join(', ')}`);
  }
  if (times !== undefined && !(Number.isInteger(times) && Number(times) >= 0)) {
    throw new Error('times must be a whole number');
  }
  return {
    name,
    ...(isObject(match) ? { match: stringMap(match) } : {}),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(isObject(params) ? { params } : {}),
  };
}

function taggedFaults(tags: Record<string, string>): string[] {
  const value = Object.entries(tags).find(([key]) => key.toLowerCase() === FAULT_TAG)?.[1] ?? '';
  return value.split(',').map((name) => name.trim());
}

function fits({ match }: Fault, target: Target): boolean {
  if (match?.cluster !== undefined) {
    const pattern = match.cluster.split('*').map(escapeRegExp).join('.*');
    if (!new RegExp(`^${pattern}$`, 'i').test(target.name)) return false;
  }
  if (match?.tag === undefined) return true;
  const [key = '', value] = match.tag.split(/=(.*)/s);
  return value === undefined ? key in target.tags : target.tags[key] === value;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
