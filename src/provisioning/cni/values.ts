import { isObject } from '../../model/json.ts';

type Values = Record<string, unknown>;

/** Merges helm values as helm does: maps are merged key by key, anything else is replaced. */
export function mergeValues(base: Values, over: Values): Values {
  const merged: Values = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? mergeValues(below, value) : value;
  }
  return merged;
}
