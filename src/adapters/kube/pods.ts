import { ProblemError, problem } from '../../model/problem.ts';
import type { Container, Manifest, Pod } from '../../ports.ts';

/** A pod as the API server gives it, as far as it is read. */
export interface WirePod {
  metadata?: { name?: string; deletionTimestamp?: string };
  spec?: { nodeName?: string };
  status?: {
    phase?: string;
    podIP?: string;
    conditions?: { type?: string; status?: string; reason?: string; message?: string }[];
    containerStatuses?: {
      name?: string;
      state?: {
        waiting?: { reason?: string; message?: string };
        terminated?: { exitCode?: number; reason?: string; message?: string };
      };
    }[];
  };
}

const plurals: Record<Manifest['kind'], string> = {
  Namespace: 'namespaces',
  ServiceAccount: 'serviceaccounts',
  Service: 'services',
  Pod: 'pods',
};

/** Where objects of the manifest's kind are listed and made. */
export function collectionOf({ kind, metadata: { namespace } }: Manifest): string {
  return kind === 'Namespace' ? namespacesPath : `${spacePath(namespace ?? 'default')}/${plurals[kind]}`;
}

export const namespacesPath = '/api/v1/namespaces';

export function spacePath(namespace: string): string {
  return `${namespacesPath}/${encodeURIComponent(namespace)}`;
}

export function podOf({ metadata, spec, status }: WirePod): Pod {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);
  const scheduled = condition('PodScheduled');
  const unschedulable = scheduled?.status === 'False' ? (scheduled.message ?? scheduled.reason) : undefined;
  return {
    name: metadata?.name ?? '',
    ready: condition('Ready')?.status === 'True' && metadata?.deletionTimestamp === undefined,
    over: status?.phase === 'Succeeded' || status?.phase === 'Failed',
    ...(spec?.nodeName ? { node: spec.nodeName } : {}),
    ...(status?.podIP ? { ip: status.podIP } : {}),
    ...(unschedulable ? { unschedulable } : {}),
    containers: (status?.containerStatuses ?? []).map(({ name = '', state }): Container => {
      const { waiting, terminated } = state ?? {};
      return {
        name,
        ...(waiting ? { waiting: { reason: waiting.reason ?? '', message: waiting.message ?? '' } } : {}),
        ...(terminated
          ? {
              terminated: {
                exitCode: terminated.exitCode ?? 1,
                reason: terminated.reason ?? '',
                message: terminated.message ?? '',
              },
            }
          : {}),
      };
    }),
  };
}

/** The longest part of an API server's message that is told on. */
const longest = 500;

/** Why the API server did not make an object: it is there already, or it is not wanted. */
export function refusal({ kind, metadata }: Manifest, status: number, text: string): 'exists' | ProblemError {
  const { reason, message } = statusOf(text);
  if (reason === 'AlreadyExists') return 'exists';
  const words = message.slice(0, longest) || `status ${status}`;
  return new ProblemError(problem('cluster-refused', `${kind} ${metadata.name} is refused: ${words}`));
}

function statusOf(text: string): { reason: string; message: string } {
  try {
    const { reason, message } = JSON.parse(text) as { reason?: unknown; message?: unknown };
    return { reason: String(reason ?? ''), message: String(message ?? '') };
  } catch {
    return { reason: '', message: '' };
  }
}
