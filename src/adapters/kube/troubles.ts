import type { NodeTrouble, PodTrouble } from '../../model/diagnosis.ts';
import type { WireNode } from './read.ts';

interface WireCondition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
}

/** A pod as the API server gives it, as far as its troubles are read. */
export interface WirePod {
  metadata?: { namespace?: string; name?: string };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: WireCondition[];
    initContainerStatuses?: WireContainer[];
    containerStatuses?: WireContainer[];
  };
}

interface WireContainer {
  ready?: boolean;
  state?: Record<string, { reason?: string; message?: string; exitCode?: number } | undefined>;
}

const longest = 300;
const short = (text: string | undefined) => (text ?? '').slice(0, longest);

/** The conditions of a node that say that something is wrong: not Ready, or any other that is not False. */
export function nodeTroubles(nodes: WireNode[]): NodeTrouble[] {
  return nodes.flatMap(({ metadata, status }) => {
    const wrong = (status?.conditions ?? []).filter((one) => one.status !== (one.type === 'Ready' ? 'True' : 'False'));
    if (wrong.length === 0) return [];
    const conditions = wrong.map((one) => ({
      type: one.type ?? '',
      status: one.status ?? '',
      reason: one.reason ?? '',
      message: short(one.message),
    }));
    return [{ name: metadata?.name ?? '', conditions }];
  });
}

/** Pods that do not run or are not ready, with what kept the first of their containers, or the scheduler, from it. */
export function podTroubles(pods: WirePod[]): PodTrouble[] {
  return pods.flatMap(({ metadata, status = {} }) => {
    const { phase = 'Unknown', conditions = [] } = status;
    const unready = conditions.find(({ type }) => type === 'Ready')?.status !== 'True';
    if (phase === 'Succeeded' || (phase === 'Running' && !unready)) return [];
    const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    const held = containers.flatMap(({ state = {} }) => state['waiting'] ?? state['terminated'] ?? []);
    const why =
      held.find(({ reason, exitCode }) => reason !== 'PodInitializing' && exitCode !== 0) ??
      conditions.find(({ type, status: is }) => type === 'PodScheduled' && is !== 'True') ??
      conditions.find(({ status: is }) => is !== 'True') ??
      status;
    return [
      {
        namespace: metadata?.namespace ?? '',
        name: metadata?.name ?? '',
        phase,
        reason: why.reason ?? '',
        message: short(why.message),
      },
    ];
  });
}
