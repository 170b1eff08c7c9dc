const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The wait before each attempt: twelve tries over some 76 hours. */
export const defaultSchedule: readonly number[] = [
  0,
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour,
];

/**
 * How long to wait after attempt `number` failed, 20 % more or less; `undefined` after the last.
 * @param random a number in [0, 1)
 */
export function waitAfter(schedule: readonly number[], number: number, random: number): number | undefined {
  const wait = schedule[number];
  return wait === undefined ? undefined : Math.round(wait * (0.8 + 0.4 * random));
}

const longestRetryAfter = 24 * hour;

/** The milliseconds that a `Retry-After` header asks for, at most a day; 0 for what is absent, past or junk. */
export function retryAfterMs(header: string | undefined, now: number): number {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * second : httpDate(text) - now;
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(asked, 0), longestRetryAfter);
}

/** `Date.parse` takes nearly anything for a date; HTTP writes a weekday in front and GMT behind. */
function httpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
