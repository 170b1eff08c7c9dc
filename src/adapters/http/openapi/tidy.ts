type Json = Record<string, unknown>;

/**
 * Puts paths and schemas in the order of their names, so that a route that moves is no change of the API; and says of a
 * list of texts that they are texts, which generators of clients want to hear.
 */
export function tidy<Document extends object>(document: Document): Document {
  const { paths, components, ...rest } = typed(JSON.parse(JSON.stringify(document))) as Json & { components: Json };
  const { schemas, ...others } = components;
  return { ...rest, paths: byName(paths), components: { ...others, schemas: byName(schemas) } } as unknown as Document;
}

function byName(value: unknown): Json {
  return Object.fromEntries(Object.entries(value as Json).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typed(member)]));
  const choices: unknown = members['enum'];
  const isText = Array.isArray(choices) && choices.every((choice) => typeof choice === 'string');
  return isText ? { type: 'string', ...members } : members;
}
