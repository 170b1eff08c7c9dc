/** One route; a segment that begins with `:` binds a parameter. */
export interface Route<Handle> {
  method: string;
  pattern: string;
  handle: Handle;
}

/** A route that fits, and what its pattern's parameters stand for. */
export interface Match<Handle> {
  route: Route<Handle>;
  params: Record<string, string>;
}

interface Compiled<Handle> {
  route: Route<Handle>;
  segments: string[];
}

/** Finds routes by method and path; fixed segments compare without case, as Resource Manager's do. */
export function createRouter<Handle>(routes: Route<Handle>[]) {
  const buckets = new Map<string, Compiled<Handle>[]>();
  for (const route of routes) {
    const segments = route.pattern.split('/').slice(1);
    const key = `${route.method} ${segments.length}`;
    const compiled = segments.map((segment) => (segment.startsWith(':') ? segment : segment.toLowerCase()));
    buckets.set(key, [...(buckets.get(key) ?? []), { route, segments: compiled }]);
  }
  return {
    find(method: string, path: string): Match<Handle> | undefined {
      const parts = (path.replace(/\/+$/, '') || '/').split('/').slice(1);
      for (const { route, segments } of buckets.get(`${method} ${parts.length}`) ?? []) {
        const params = bind(segments, parts);
        if (params !== undefined) return { route, params };
      }
      return undefined;
    },
  };
}

function bind(segments: string[], parts: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if (segment.startsWith(':')) {
      const value = decode(part);
      if (value === undefined || value === '') return undefined;
      params[segment.slice(1)] = value;
    } else if (segment !== part.toLowerCase()) {
      return undefined;
    }
  }
  return params;
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
