import type { Cluster } from '../cluster.ts';
import { pods, services } from '../store/resources.ts';
import { selects } from '../store/selectors.ts';
import type { Container, Pod } from '../types/pod.ts';
import type { Service } from '../types/service.ts';
import { type Deed, scriptOf, serverOf } from './commands.ts';
import { isLeaving, isReady } from './pods.ts';

const dnsPort = 53;
const noServers = ';; connection timed out; no servers could be reached';
const domain = 'svc.cluster.local';

/** How a container's work ended, and what it printed. */
export interface Ending {
  exitCode: number;
  log: string[];
}

interface Done {
  exitCode: number;
  said?: string;
}

const well: Done = { exitCode: 0 };
const failed = (said: string): Done => ({ exitCode: 1, said });

type Path = 'open' | 'refused' | 'lost';

/** Whether the pod is one of those whose containers are to end as soon as they run. */
export function crashes({ behaviour: { crashing } }: Cluster, { metadata }: Pod): boolean {
  return crashing !== undefined && metadata.name.startsWith(crashing);
}

/** What comes of a container that does its work and ends. A command that is not understood does well, and says nothing. */
export function endingOf(cluster: Cluster, pod: Pod, container: Container): Ending {
  if (crashes(cluster, pod)) return { exitCode: 1, log: ['panic: runtime error: invalid memory address'] };
  const ending: Ending = { exitCode: 0, log: [] };
  for (const { deed, onlyAfter } of scriptOf(container)) {
    if (onlyAfter !== undefined && (onlyAfter === 'success') !== (ending.exitCode === 0)) continue;
    if (deed?.does === 'serve' || deed?.does === 'wait') break;
    const { exitCode, said } = outcomeOf(cluster, pod, deed);
    ending.exitCode = exitCode;
    if (said !== undefined) ending.log.push(said);
    if (deed?.does === 'leave') break;
  }
  return ending;
}

function outcomeOf(cluster: Cluster, pod: Pod, deed: Deed | undefined): Done {
  switch (deed?.does) {
    case 'resolve':
      return isUnheard(cluster, pod) ? failed(noServers) : resolve(cluster, pod, deed.name);
    case 'connect':
      return isUnheard(cluster, pod) ? failed('wget: download timed out') : connect(cluster, pod, deed);
    case 'leave':
      return { exitCode: deed.exitCode };
    case 'end':
      return { exitCode: deed.exitCode, ...(deed.says !== undefined && { said: deed.says }) };
    default:
      return well;
  }
}

// One of the first pods that use the network since that fault is on: none of its containers gets through.
function isUnheard({ behaviour: { podsUnheard }, heard }: Cluster, { metadata }: Pod): boolean {
  if (podsUnheard === undefined) return false;
  heard.add(metadata.uid);
  return [...heard].indexOf(metadata.uid) < podsUnheard;
}

function resolve(cluster: Cluster, from: Pod, name: string): Done {
  const path = reach(cluster, from, cluster.spec.dnsServiceIP, dnsPort).path;
  if (path !== 'open' || cluster.behaviour.dnsBroken === true) {
    return failed(noServers);
  }
  return isKnown(cluster, from, name) ? well : failed(`** server can't find ${name}: NXDOMAIN`);
}

// Names outside of the cluster are all there; those inside are those of Services.
function isKnown(cluster: Cluster, from: Pod, name: string): boolean {
  const [service = '', namespace = from.metadata.namespace ?? '', ...rest] = name.replace(/\.$/, '').split('.');
  const isInside = rest.length === 0 || domain.startsWith(rest.join('.'));
  return !isInside || cluster.store.get(services, namespace, service) !== undefined;
}

function connect(cluster: Cluster, from: Pod, { host, port, path: file }: Deed & { does: 'connect' }): Done {
  if (!/^[\d.]+$/.test(host)) {
    const resolved = resolve(cluster, from, host);
    if (resolved.exitCode !== 0) return failed(`wget: bad address '${host}'`);
    const [name = '', namespace = from.metadata.namespace ?? ''] = host.split('.');
    const clusterIP = cluster.store.get(services, namespace, name)?.spec.clusterIP;
    return clusterIP === undefined
      ? well
      : connect(cluster, from, { does: 'connect', host: clusterIP, port, ...(file ? { path: file } : {}) });
  }
  const { path, to } = reach(cluster, from, host, port);
  if (path === 'lost') return failed('wget: download timed out');
  if (path === 'refused') return failed(`wget: can't connect to remote host (${host}): Connection refused`);
  const isThere = to === undefined || file === undefined || hasFile(to, port, file);
  return isThere ? well : failed('wget: server returned error: HTTP/1.1 404 Not Found');
}

/** How far a packet to this address comes, and to whom. */
function reach(cluster: Cluster, from: Pod, host: string, port: number): { path: Path; to?: Pod } {
  const service = cluster.store.list(services).find(({ spec }) => spec.clusterIP === host);
  if (service === undefined) {
    const to = cluster.store.list(pods).find(({ status }) => status.podIP === host && status.phase === 'Running');
    return to === undefined ? { path: 'lost' } : { path: pathTo(cluster, from, to, port), to };
  }
  const { behaviour } = cluster;
  const { selector, ports = [] } = service.spec;
  const served = ports.find((each) => each.port === port);
  if (behaviour.podNetworkBroken === true || behaviour.serviceNetworkBroken === true) return { path: 'lost' };
  if (served === undefined) return { path: 'lost' };
  // The API server's own: it is behind no pod.
  if (selector === undefined) return { path: 'open' };
  const ways = behind(cluster, service).map((to) => ({
    path: pathTo(cluster, from, to, Number(served.targetPort ?? port) || port),
    to,
  }));
  return ways.find(({ path }) => path === 'open') ?? ways[0] ?? { path: 'refused' };
}

function behind(cluster: Cluster, { metadata, spec }: Service): Pod[] {
  return cluster.store
    .list(pods, metadata.namespace)
    .filter(
      (pod) => isReady(pod) && !isLeaving(pod) && selects({ matchLabels: spec.selector ?? {} }, pod.metadata.labels),
    );
}

function pathTo({ behaviour }: Cluster, from: Pod, to: Pod, port: number): Path {
  const isElsewhere = from.spec.nodeName !== to.spec.nodeName;
  if (behaviour.podNetworkBroken === true || (behaviour.crossNodeBroken === true && isElsewhere)) return 'lost';
  return listens(to, port) ? 'open' : 'refused';
}

function listens(pod: Pod, port: number): boolean {
  return pod.spec.containers.some((container) => {
    const server = serverOf(container);
    return server !== undefined
      ? server.port === port
      : (container.ports ?? []).some(({ containerPort }) => containerPort === port);
  });
}

// What a volume of the downward API holds is known; of other folders it is not, and they are taken to have everything.
function hasFile({ spec }: Pod, port: number, file: string): boolean {
  for (const container of spec.containers) {
    const server = serverOf(container);
    if (server?.port !== port) continue;
    const mount = (container.volumeMounts ?? []).find(({ mountPath }) => mountPath === server.home);
    const items = (spec.volumes ?? []).find(({ name }) => name === mount?.name)?.downwardAPI?.items;
    return items === undefined || items.some(({ path }) => `/${path}` === file);
  }
  return true;
}
