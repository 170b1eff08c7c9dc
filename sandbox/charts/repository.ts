import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Reply } from '../http/reply.ts';
import { object } from '../json.ts';
import { packTgz, type TarFile } from './tgz.ts';

const FOLDER = import.meta.dirname;
/** Charts say when they were made; a fixed time keeps the index the same from run to run. */
const CREATED = '2026-09-01T00:00:00Z';

/** The versions in which each chart folder is published, newest first, all from the one set of templates. */
const VERSIONS: Record<string, string[]> = { cilium: ['1.20.2', '1.20.1', '1.19.5'] };

interface Package {
  metadata: Record<string, unknown>;
  file: string;
  bytes: Uint8Array;
  digest: string;
}

/** A Helm chart repository over the folders beside this file: `index.yaml` and the packed charts, readable by anyone. */
export function createCharts(baseUrl: () => string): (path: string) => Reply {
  const packages = Object.entries(VERSIONS).flatMap(([name, versions]) =>
    versions.map((version) => pack(name, version)),
  );

  function index(): string {
    const entries: Record<string, unknown[]> = {};
    for (const { metadata, file, digest } of packages) {
      const entry = { ...metadata, created: CREATED, digest, urls: [`${baseUrl()}/charts/${file}`] };
      const name = `${metadata['name']}`;
      entries[name] = [...(entries[name] ?? []), entry];
    }
    return stringify({ apiVersion: 'v1', entries, generated: CREATED });
  }

  return (path) => {
    if (path === 'index.yaml') return { status: 200, contentType: 'application/yaml', raw: index() };
    const found = packages.find(({ file }) => file === path);
    if (found === undefined) return { status: 404, body: { error: `no chart ${path}` } };
    return { status: 200, contentType: 'application/gzip', raw: found.bytes };
  };
}

function pack(name: string, version: string): Package {
  const folder = join(FOLDER, name);
  const files = filesUnder(folder).map((path): TarFile => {
    const content = readFileSync(path, 'utf8');
    const own = relative(folder, path);
    return { path: `${name}/${own}`, content: own === 'Chart.yaml' ? atVersion(content, version) : content };
  });
  const bytes = packTgz(files);
  const chart = files.find(({ path }) => path === `${name}/Chart.yaml`);
  return {
    metadata: object(parse(chart?.content ?? '')),
    file: `${name}-${version}.tgz`,
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** The chart and the software that it installs share one version, as Cilium's do. */
function atVersion(chartYaml: string, version: string): string {
  return stringify({ ...object(parse(chartYaml)), version, appVersion: version });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path) : [path]));
}
