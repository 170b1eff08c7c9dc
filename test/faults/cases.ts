import type { CallKind } from '../../sandbox/arm/request.ts';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';
import type { Course } from '../../sandbox/faults/entry.ts';

/** One fault that one job meets. */
export interface Case {
  fault: string;
  job: 'create' | 'delete' | 'change-cni';
  /** Whether it shows only where Slipway installs a CNI. */
  cni?: boolean;
  /** Another fault of the same cluster, without which it does not show. */
  beside?: string;
  /** How often it strikes where no tag can say so, or where the tag's number would show nothing. */
  times?: number;
  /** What differs from the fault as a tag switches it on. */
  params?: Record<string, unknown>;
  /** Slipway asks for nothing that it strikes. */
  idle?: boolean;
  /** How long Slipway waits for an answer, in milliseconds of the wall clock. */
  patienceMs?: number;
}

type Particulars = Omit<Case, 'fault' | 'job'> & { jobs?: Case['job'][] };

const cni = { cni: true };

/** How faults are met that a plain create does not show. */
const particular: Record<string, Particulars> = {
  'late-answer': { params: { seconds: 4 }, patienceMs: 2_000 },
  'foreign-next-link': { jobs: ['delete'] },
  'list-lags': { jobs: ['delete'] },
  'activity-log-late': { beside: 'create-fails' },
  'etag-changed': { jobs: ['change-cni'] },
  // Slipway looks, and looks again: it follows no stream.
  'watches-cut': { cni: true, idle: true },
  // Its pools come with the cluster, and stay as they are.
  'pool-quota': { idle: true },
  'pool-create-fails': { idle: true },
  'pool-scale-fails': { idle: true },
  'pool-delete-fails': { idle: true },
  'nodes-never-ready': cni,
  'nodes-flap': cni,
  'nodes-of-another-version': cni,
  'taint-stays': cni,
  'cni-crashes': cni,
  'coredns-never-ready': cni,
  'coredns-slow': cni,
  'image-pull-fails': cni,
  'image-registry-down': cni,
  'pod-network-broken': cni,
  'cross-node-broken': cni,
  'service-network-broken': cni,
  'dns-broken': cni,
  'flaky-pod-network': cni,
  'api-server-slow': { times: 2, params: { seconds: 4 }, patienceMs: 2_000 },
  'webhook-denies': cni,
  'webhook-unreachable': cni,
  'application-unknown': { times: 2 },
  'assertion-out-of-time': { times: 2 },
  'entra-unavailable': { times: 2 },
  'entra-throttled': { times: 2 },
  'entra-slow': { times: 2, params: { seconds: 4 }, patienceMs: 2_000 },
  'charts-unavailable': { cni: true, times: 3 },
  'chart-missing': cni,
  'chart-changed': cni,
  'chart-truncated': { cni: true, times: 2 },
  'chart-cut-off': { cni: true, times: 2 },
  'charts-slow': { cni: true, params: { seconds: 1 } },
};

const ofDeletes: CallKind[] = ['delete', 'group-delete', 'group-resources'];

/** Every fault of the catalogue with the jobs that it strikes. */
export function allCases(): Case[] {
  return Object.entries(CATALOGUE).flatMap(([fault, { on = [], course }]) => {
    const { jobs = jobsOf(on, course), ...rest } = particular[fault] ?? {};
    return jobs.map((job) => ({ fault, job, ...rest }));
  });
}

function jobsOf(on: CallKind[], course?: Course): Case['job'][] {
  const deletes = on.some((call) => ofDeletes.includes(call)) || course === 'delete';
  const creates = !deletes || on.some((call) => !ofDeletes.includes(call));
  return [...(creates ? (['create'] as const) : []), ...(deletes ? (['delete'] as const) : [])];
}
