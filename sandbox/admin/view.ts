import type { Cloud } from '../arm/cloud.ts';
import { CATALOGUE } from '../faults/catalogue.ts';

/** How much of each list is shown; of a thousand clusters nobody reads all. */
const SHOWN = 20;

/** The first of many, and how many there are. */
export interface Some {
  rows: string[][];
  count: number;
}

/** What the page shows, as texts; nothing of it is escaped. */
export interface View {
  states: [state: string, clusters: number][];
  clusters: Some;
  underWay: Some;
  ended: Some;
  groups: Some;
  networks: Some;
  faults: Some;
  /** What has struck and is not on. */
  struck: Some;
  buckets: Some;
  requests: Some;
  totals: { creates: number; requests: number; throttled: number };
  catalogue: { name: string; what: string }[];
}

/** Looks at the whole cloud; what it costs grows with what is shown, and hardly with what there is. */
export function viewOf(cloud: Cloud, now: number): View {
  const operations = cloud.operations.all();
  const clusters = cloud.clusters.all();
  const counters = cloud.counters.snapshot();
  const struck = cloud.faults.struck();
  const on = cloud.faults.all();
  const states = new Map<string, number>();
  for (const { body } of clusters) {
    const { provisioningState } = body.properties;
    states.set(provisioningState, (states.get(provisioningState) ?? 0) + 1);
  }
  const notOn = Object.entries(struck).filter(([name]) => !on.some((fault) => fault.name === name));
  const took = (startedAt: number, endedAt = now) => duration((endedAt - startedAt) * cloud.speed);

  return {
    states: [...states],
    clusters: some(clusters.toReversed(), ({ name, resourceGroup, body, fqdn }) => [
      name,
      resourceGroup,
      body.location,
      body.properties.provisioningState,
      body.properties.agentPoolProfiles
        .map((pool) => `${pool.name} ×${pool.count} ${pool.provisioningState}`)
        .join(', '),
      fqdn,
    ]),
    underWay: some(
      operations.filter(({ status }) => status === 'InProgress'),
      ({ kind, target, startedAt }) => [kind, shortOf(target), took(startedAt)],
    ),
    ended: some(
      operations.filter(({ status }) => status !== 'InProgress').toReversed(),
      ({ kind, target, status, startedAt, endedAt, error }) => [
        kind,
        shortOf(target),
        error === undefined ? status : `${status}: ${error.code}`,
        took(startedAt, endedAt),
      ],
    ),
    groups: some(cloud.groups.all(), ({ name, location, provisioningState }) => [name, location, provisioningState]),
    networks: some(cloud.networks.snapshot(), ({ id, subnets }) => [
      shortOf(id),
      subnets.map(({ name }) => name).join(', '),
    ]),
    faults: some(on, (fault) => [
      fault.name,
      whereOf(fault),
      fault.times === undefined ? 'always' : `${fault.times}`,
      `${struck[fault.name] ?? 0}`,
    ]),
    struck: some(notOn, ([name, times]) => [name, `${times}`]),
    buckets: some(Object.entries(counters.throttle), ([name, { taken, refused }]) => [name, `${taken}`, `${refused}`]),
    requests: some(cloud.counters.recent().toReversed(), ({ at, method, path, status }) => [
      new Date(at).toISOString().slice(11, 19),
      method,
      path,
      `${status}`,
    ]),
    totals: {
      creates: counters.creates.total,
      requests: counters.requests.total,
      throttled: counters.throttled,
    },
    catalogue: Object.entries(CATALOGUE).map(([name, { what }]) => ({ name, what })),
  };
}

function some<T>(items: T[], row: (item: T) => string[]): Some {
  return { rows: items.slice(0, SHOWN).map(row), count: items.length };
}

function whereOf({ match = {}, probability, params }: ReturnType<Cloud['faults']['all']>[number]): string {
  const limits = Object.entries(match).map(([kind, pattern]) => `${kind} ${pattern}`);
  if (probability !== undefined) limits.push(`chance ${probability}`);
  if (params !== undefined) limits.push(JSON.stringify(params));
  return limits.length === 0 ? 'everywhere' : limits.join(', ');
}

/** An id from its group on, without its provider: `rg1/managedclusters/one`. */
function shortOf(id: string): string {
  return id.replace(/^\/subscriptions\/[^/]+\/resourcegroups\//i, '').replace(/\/providers\/[^/]+/i, '');
}

/** `4 min 12 s` */
function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
