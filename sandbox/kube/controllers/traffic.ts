import type { Cluster } from '../cluster.ts';
import { pods, services } from '../store/resources.ts';
import { selects } from '../store/selectors.ts';
import type { Container, Pod, Service } from '../types.ts';
import { type Deed, deedOf } from './commands.ts';
import { isLeaving, isReady } from './pods.ts';

const dnsPort = 53;
const domain = 'svc.cluster.local';

/** How a container's work ended, and what it said if it failed. */
export interface Ending {
  exitCode: number;
  said?: string;
}

const well: Ending = { exitCode: 0 };
const failed = (said: string): Ending => ({ exitCode: 1, said });

type Path = 'open' | 'refused' | 'lost';

/** What comes of a container that does its work and ends. One whose command is not understood does well. */
export function endingOf(cluster: Cluster, pod: Pod, container: Container): Ending {
  const deed = deedOf(container);
  if ((deed?.does === 'resolve' || deed?.does === 'connect') && isUnheard(cluster, pod)) {
    return failed('wget: download timed out');
  }
  if (deed?.does === 'resolve') return resolve(cluster, pod, deed.name);
  if (deed?.does === 'connect') return connect(cluster, pod, deed);
  return well;
}

// One of the first pods that use the network since that fault is on: none of its containers gets through.
function isUnheard({ behaviour: { podsUnheard }, heard }: Cluster, { metadata }: Pod): boolean {
  if (podsUnheard === undefined) return false;
  heard.add(metadata.uid);
  return [...heard].indexOf(metadata.uid) < podsUnheard;
}

function resolve(cluster: Cluster, from: Pod, name: string): Ending {
  const path = reach(cluster, from, cluster.spec.dnsServiceIP, dnsPort).path;
  if (path !== 'open' || cluster.behaviour.dnsBroken === true) {
    return failed(';; connection timed out; no servers could be reached');
  }
  return isKnown(cluster, from, name) ? well : failed(`** server can't find ${name}: NXDOMAIN`);
}

// Names outside of the cluster are all there; those inside are those of Services.
function isKnown(cluster: Cluster, from: Pod, name: string): boolean {
  const [service = '', namespace = from.metadata.namespace ?? '', ...rest] = name.replace(/\.$/, '').split('.');
  const isInside = rest.length === 0 || domain.startsWith(rest.join('.'));
  return !isInside || cluster.store.get(services, namespace, service) !== undefined;
}

function connect(cluster: Cluster, from: Pod, { host, port, path: file }: Deed & { does: 'connect' }): Ending {
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
    const deed = deedOf(container);
    return deed?.does === 'serve'
      ? deed.port === port
      : (container.ports ?? []).some(({ containerPort }) => containerPort === port);
  });
}

// What a volume of the downward API holds is known; of other folders it is not, and they are taken to have everything.
function hasFile({ spec }: Pod, port: number, file: string): boolean {
  for (const container of spec.containers) {
    const deed = deedOf(container);
    if (deed?.does !== 'serve' || deed.port !== port) continue;
    const mount = (container.volumeMounts ?? []).find(({ mountPath }) => mountPath === deed.home);
    const items = (spec.volumes ?? []).find(({ name }) => name === mount?.name)?.downwardAPI?.items;
    return items === undefined || items.some(({ path }) => `/${path}` === file);
  }
  return true;
}
