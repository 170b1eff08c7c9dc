import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster } from '../arm/clusters/cluster.ts';
import { targetOf } from '../arm/clusters/target.ts';
import type { CallKind } from '../arm/request.ts';
import { type Reply, writeReply } from '../http/reply.ts';
import type { Target } from './entry.ts';
import type { Call, Faults } from './faults.ts';

const NOWHERE = { name: '', group: '', tags: {} };

export type Gates = ReturnType<typeof createGates>;

/** Where faults meet what is not asked of Resource Manager: Entra, the chart repository, the clusters' API servers. */
export function createGates(faults: Faults, now: () => number) {
  function callOf(kind: CallKind, target: Target, path: string): Call {
    const unknown = { subscriptionId: '', location: '', operationId: '' };
    return { kind, target, subject: { ...target, ...unknown, path, now: now() } };
  }

  return {
    token(form: URLSearchParams, handle: () => Reply | Promise<Reply>): Promise<Reply> {
      const application = (form.get('client_id') ?? '').toLowerCase();
      const target = { ...NOWHERE, key: `application ${application}`, application };
      return faults.around(callOf('token', target, ''), handle);
    },
    /** @param file the name of an archive, or `index.yaml` */
    chart(file: string, handle: () => Reply): Promise<Reply> {
      const kind = file === 'index.yaml' ? 'chart-index' : 'chart';
      return faults.around(callOf(kind, { ...NOWHERE, key: `chart ${file}`, chart: file }, file), handle);
    },
    /** `handle` answers by itself, streams included. */
    apiServer(cluster: Cluster, request: IncomingMessage, response: ServerResponse, handle: () => void): void {
      const call = callOf(kubeKind(request), targetOf(cluster), request.url ?? '/');
      const refusal = faults.answer(call);
      if (refusal !== undefined) {
        writeReply(response, refusal);
        return;
      }
      const { lateMs, hangUp } = faults.bend(call, { status: 200 });
      if (lateMs === undefined) handle();
      else if (hangUp) {
        handle();
        setTimeout(() => response.destroy(), lateMs).unref();
      } else setTimeout(handle, lateMs).unref();
    },
  };
}

function kubeKind({ method = 'GET', url = '' }: IncomingMessage): CallKind {
  if (method !== 'GET' && method !== 'HEAD') return 'kube-write';
  return /[?&]watch=(1|true)/.test(url) ? 'kube-watch' : 'kube-read';
}
