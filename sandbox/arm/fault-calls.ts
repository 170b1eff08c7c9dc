import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import type { Call } from '../faults/faults.ts';
import type { Match } from '../http/router.ts';
import { object, stringMap, text } from '../json.ts';
import { normalLocation } from './clusters/body.ts';
import { clusterKey } from './clusters/cluster.ts';
import type { ClusterStore } from './clusters/store.ts';
import type { Groups } from './groups/groups.ts';
import type { Operations } from './operations.ts';
import type { ArmHandle } from './request.ts';

export interface FaultCallParts {
  clock: SandboxClock;
  clusters: ClusterStore;
  groups: Groups;
  operations: Operations;
}

export type FaultCalls = ReturnType<typeof createFaultCalls>;

/** Tells faults what a call is about: a cluster, that of an operation, a resource group, or else the subscription. */
export function createFaultCalls({ clock, clusters, groups, operations }: FaultCallParts) {
  return ({ params, route }: Match<ArmHandle>, path: string, body: unknown): Call => {
    const { sub = '', rg = '', name = '', id = '' } = params;
    const { call: kind } = route.handle;
    const wanted = object(body);
    const operation = kind === 'poll' ? operations.find(id) : undefined;
    const known = operation === undefined ? clusters.find(sub, rg, name) : clusters.holding(operation.target);
    const group = known?.resourceGroup ?? rg;
    const about = known ?? (name === '' ? undefined : { key: clusterKey(sub, rg, name), name });
    const tags = about === undefined ? groups.find(sub, group)?.tags : known?.body.tags;
    const target = {
      key: about?.key ?? `${sub}/${group}`.toLowerCase(),
      name: about?.name ?? '',
      group,
      tags: { ...tags, ...stringMap(wanted['tags']) },
    };
    const location =
      known?.body.location ?? normalLocation(text(wanted['location']) ?? groups.find(sub, group)?.location ?? '');
    const operationId = operation?.id ?? known?.operationId ?? randomUUID();
    const subject = { ...target, path, subscriptionId: sub, location, operationId, now: clock.now() };
    return { kind, target, subject };
  };
}
