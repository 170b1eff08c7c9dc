import { stringify } from 'yaml';
import type { Reply } from '../http/reply.ts';
import { packages } from './packages.ts';

/** Charts say when they were made; a fixed time keeps the index the same from run to run. */
const CREATED = '2026-09-01T00:00:00Z';

/** A Helm chart repository over the folders beside this file: `index.yaml` and the packed charts, readable by anyone. */
export function createCharts(baseUrl: () => string): (path: string) => Reply {
  const all = packages();

  function index(): string {
    const entries: Record<string, unknown[]> = {};
    for (const { name, metadata, file, digest } of all) {
      const entry = { ...metadata, created: CREATED, digest, urls: [`${baseUrl()}/charts/${file}`] };
      entries[name] = [...(entries[name] ?? []), entry];
    }
    return stringify({ apiVersion: 'v1', entries, generated: CREATED });
  }

  return (path) => {
    if (path === 'index.yaml') return { status: 200, contentType: 'application/yaml', raw: index() };
    const found = all.find(({ file }) => file === path);
    if (found === undefined) return { status: 404, body: { error: `no chart ${path}` } };
    return { status: 200, contentType: 'application/gzip', raw: found.bytes };
  };
}
