/** What a path of Resource Manager names, from the last provider on: the ones before are the scope of an extension. */
export interface ResourcePath {
  namespace: string;
  /** `['managedClusters', 'agentPools']` */
  types: string[];
  /** `['demo', 'system']`; one fewer than the types when the path names a collection or an action. */
  names: string[];
  /** What stands before the provider: `/subscriptions/{s}/resourceGroups/{g}`. */
  scope: string;
}

/** Undefined where no type follows a provider: Resource Manager answers such a path itself. */
export function resourcePath(path: string): ResourcePath | undefined {
  const parts = path.split('/').filter(Boolean);
  const at = parts.findLastIndex((part) => part.toLowerCase() === 'providers');
  const [namespace, ...rest] = parts.slice(at + 1);
  const isRegistration = rest.length === 1 && /^(un)?register$/i.test(rest[0] ?? '');
  if (at < 0 || namespace === undefined || rest.length === 0 || isRegistration) return undefined;
  const odd = (_: string, index: number) => index % 2 === 1;
  const even = (_: string, index: number) => index % 2 === 0;
  const before = parts.slice(0, at);
  return {
    namespace,
    types: rest.filter(even),
    names: rest.filter(odd),
    scope: before.length === 0 ? '' : `/${before.join('/')}`,
  };
}
