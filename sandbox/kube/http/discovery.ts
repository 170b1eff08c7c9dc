import { defined } from '../json.ts';
import { apiVersionOf, type Kind, verbsOf } from '../kinds/kind.ts';
import { servedKinds } from '../kinds/lookup.ts';
import { noSuchResource } from '../status.ts';
import type { Fields } from '../types/object.ts';
import type { Call } from './call.ts';
import { sendJson } from './respond.ts';

interface Part {
  name: string;
  kind: { group: string; version: string; kind: string };
  verbs: string[];
}

const readWrite = ['get', 'patch', 'update'];
const extraParts: Record<string, Part[]> = {
  pods: [
    { name: 'eviction', kind: { group: 'policy', version: 'v1', kind: 'Eviction' }, verbs: ['create'] },
    { name: 'exec', kind: { group: '', version: 'v1', kind: 'PodExecOptions' }, verbs: ['create', 'get'] },
    { name: 'log', kind: { group: '', version: 'v1', kind: 'Pod' }, verbs: ['get'] },
  ],
  serviceaccounts: [
    { name: 'token', kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }, verbs: ['create'] },
  ],
};

function partsOf(kind: Kind): Part[] {
  const own = kind.subresources.map((name): Part => {
    const scale = { group: 'autoscaling', version: 'v1', kind: 'Scale' };
    return { name, kind: name === 'scale' ? scale : kind, verbs: readWrite };
  });
  return [...own, ...(extraParts[kind.resource] ?? [])];
}

function legacyList(groupVersion: string, kinds: Kind[]): Fields {
  const resources = kinds.flatMap((kind) => [
    defined({
      name: kind.plural,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: verbsOf(kind),
      shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
      categories: kind.categories.length > 0 ? kind.categories : undefined,
    }),
    ...partsOf(kind).map((part) => {
      const { group, version, kind: name } = part.kind;
      const elsewhere = apiVersionOf(part.kind) !== groupVersion ? { group, version } : {};
      return {
        name: `${kind.plural}/${part.name}`,
        singularName: '',
        namespaced: kind.namespaced,
        ...elsewhere,
        kind: name,
        verbs: part.verbs,
      };
    }),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

const gvk = ({ group, version, kind }: Part['kind']) => ({ group, version, kind });

function aggregatedResource(kind: Kind): Fields {
  const subresources = partsOf(kind).map((part) => ({
    subresource: part.name,
    responseKind: gvk(part.kind),
    verbs: part.verbs,
  }));
  return defined({
    resource: kind.plural,
    responseKind: gvk(kind),
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
    categories: kind.categories.length > 0 ? kind.categories : undefined,
    subresources: subresources.length > 0 ? subresources : undefined,
  });
}

// Newest first: stable versions before beta and alpha ones, then by number.
function versionRank(version: string): number {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor) + (stage === undefined ? 1e9 : stage === 'beta' ? 1e6 : 0);
}

function groupsOf(kinds: Kind[]): [string, [string, Kind[]][]][] {
  return [...Map.groupBy(kinds, (kind) => kind.group)].map(([group, ofGroup]) => {
    const versions = [...Map.groupBy(ofGroup, (kind) => kind.version)];
    return [group, versions.sort(([a], [b]) => versionRank(b) - versionRank(a))];
  });
}

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

function aggregatedList(kinds: Kind[]): Fields {
  const items = groupsOf(kinds).map(([name, versions]) => ({
    metadata: { name, creationTimestamp: null },
    versions: versions.map(([version, ofVersion]) => ({
      version,
      resources: ofVersion.map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function wantsAggregated(call: Call): boolean {
  const accept = (call.request.headers.accept ?? '').replaceAll(' ', '');
  return accept
    .split(',')
    .some((range) => range.includes('as=APIGroupDiscoveryList') && range.includes('v=v2;') && range.includes('json'));
}

function apiGroup(name: string, versions: string[]): Fields {
  const list = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
}

const serverAddresses = [{ clientCIDR: '0.0.0.0/0', serverAddress: 'kubernetes.default.svc:443' }];

type Versions = [version: string, kinds: Kind[]][];

const names = (versions: Versions) => versions.map(([version]) => version);

function rootBody(core: boolean, kinds: Kind[]): Fields {
  if (core) return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: serverAddresses };
  const groups = groupsOf(kinds).map(([name, versions]) => apiGroup(name, names(versions)));
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function groupBody(group: string, version: string | undefined, versions: Versions): Fields {
  if (versions.length === 0) throw noSuchResource();
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, names(versions)) };
  const kinds = versions.find(([text]) => text === version)?.[1];
  if (kinds === undefined) throw noSuchResource();
  return legacyList(group === '' ? version : `${group}/${version}`, kinds);
}

/** Answers `/api`, `/apis` and everything below them that is no resource: what this server can do. */
export function answerDiscovery(call: Call): void {
  const [root, ...parts] = call.path.split('/').filter((part) => part !== '');
  const core = root === 'api';
  const kinds = servedKinds(call.cluster).filter((kind) => (kind.group === '') === core);
  if (parts.length === 0) {
    const asked = wantsAggregated(call);
    sendJson(call.response, 200, asked ? aggregatedList(kinds) : rootBody(core, kinds), asked ? aggregated : undefined);
    return;
  }
  const [group = '', version] = core ? ['', ...parts] : parts;
  const versions = groupsOf(kinds).find(([name]) => name === group)?.[1] ?? [];
  sendJson(call.response, 200, groupBody(group, version, versions));
}
