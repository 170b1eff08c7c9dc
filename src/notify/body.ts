import type { SlipwayEvent } from '../model/event.ts';

/** The most that CloudEvents and most receivers are sure to take. */
export const maxBodyBytes = 64 * 1024;

/** What is left out of an event that is too large, one after the other, until it fits. */
const expendable = [
  ['summary'],
  ['job', 'error', 'errors'],
  ['job', 'input'],
  ['job', 'steps'],
  ['job', 'diagnosis'],
  ['job', 'inventory'],
  ['metadata'],
  ['cluster'],
  ['job', 'error'],
];

/** The bytes of an event's deliveries, made once: JSON, at most 64 KiB of UTF-8. */
export function freezeBody(event: SlipwayEvent): string {
  const whole = JSON.stringify(event);
  if (fits(whole)) return whole;
  const copy = { ...structuredClone(event), truncated: true };
  for (const path of expendable) {
    remove(copy.data, path);
    const body = JSON.stringify(copy);
    if (fits(body)) return body;
  }
  return JSON.stringify({ ...event, truncated: true, data: { links: event.data.links } });
}

function fits(body: string): boolean {
  return Buffer.byteLength(body) <= maxBodyBytes;
}

function remove(from: object, [name, ...rest]: string[]): void {
  if (name === undefined || !(name in from)) return;
  const holder = from as Record<string, unknown>;
  const child = holder[name];
  if (rest.length === 0) delete holder[name];
  else if (typeof child === 'object' && child !== null) remove(child, rest);
}
