/** Whether a value is a JSON object, and no list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of what should be an object; none if it is not. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? { ...value } : {};
}

/** The items of what should be a list. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What should be a text; empty if it is not. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of what should be a map of texts. */
export function stringsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
