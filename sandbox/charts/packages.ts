import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, stringify } from 'yaml';
import { object } from '../json.ts';
import { packTgz, type TarFile } from './tgz.ts';

const FOLDER = import.meta.dirname;
const CALICO_DEFINITIONS = 'crd.projectcalico.org.v1';

/** The versions in which each chart folder is published, newest first, all from the one set of templates. */
const VERSIONS: Record<string, string[]> = {
  cilium: ['1.20.2', '1.20.1', '1.19.5'],
  'tigera-operator': ['v3.32.1', 'v3.32.0', 'v3.31.3'],
  [CALICO_DEFINITIONS]: ['v3.32.1', 'v3.32.0'],
  antrea: ['2.7.0', '2.6.0'],
  meshnet: ['1.4.0', '1.3.2'],
};

/** One version of a chart, packed. */
export interface Package {
  name: string;
  version: string;
  metadata: Record<string, unknown>;
  file: string;
  bytes: Uint8Array;
  /** SHA-256 in hexadecimal. */
  digest: string;
}

let packed: Package[] | undefined;

/** Every chart in every version; packed once. */
export function packages(): Package[] {
  packed ??= Object.entries(VERSIONS).flatMap(([name, versions]) => versions.map((version) => pack(name, version)));
  return packed;
}

/** The digests of the sandbox's charts, by name and version, as Slipway's settings want them. */
export function chartDigests(): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  for (const { name, version, digest } of packages()) found[name] = { ...found[name], [version]: `sha256:${digest}` };
  return found;
}

function pack(name: string, version: string): Package {
  const files = [...filesOf(name, name), ...definitionsInside(name, version)].map(
    ({ path, content }): TarFile => ({
      path,
      content: path === `${name}/Chart.yaml` ? atVersion(content, version) : content,
    }),
  );
  const bytes = packTgz(files);
  const chart = files.find(({ path }) => path === `${name}/Chart.yaml`);
  return {
    name,
    version,
    metadata: object(parse(chart?.content ?? '')),
    file: `${name}-${version}.tgz`,
    bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
  };
}

/** Until 3.31 the operator's chart had the definitions in its folder `crds`. */
function definitionsInside(name: string, version: string): TarFile[] {
  if (name !== 'tigera-operator' || !version.startsWith('v3.31.')) return [];
  const inside = `${name}/crds/`;
  return filesOf(CALICO_DEFINITIONS, name)
    .filter(({ path }) => path.startsWith(`${name}/templates/`))
    .map(({ path, content }) => ({ path: path.replace(`${name}/templates/`, inside), content }));
}

/** The files of a folder, as those of a chart of this name. */
function filesOf(folder: string, name: string): TarFile[] {
  const root = join(FOLDER, folder);
  return filesUnder(root).map((path) => ({
    path: `${name}/${relative(root, path)}`,
    content: readFileSync(path, 'utf8'),
  }));
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
