import type { Reply } from '../http/reply.ts';
import { ApiError, statusBody } from '../kube/status.ts';
import type { CatalogueEntry } from './entry.ts';

const TROUBLES =
  'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/availability-performance/troubleshoot-apiserver-etcd';

function refusal(error: ApiError, headers: Record<string, string> = {}): Reply {
  return { status: error.code, headers, contentType: 'application/json', body: statusBody(error) };
}

/** Faults of the requests to a cluster's API server. */
export const apiServers = {
  'api-server-throttled': {
    what: '429 of the API server (priority and fairness), with `Retry-After: 1`',
    source: TROUBLES,
    on: ['kube-read', 'kube-write'],
    timesByTag: 4,
    answer: () => {
      const message = 'Too many requests, please try again later.';
      const details = { retryAfterSeconds: 1 };
      return refusal(new ApiError(429, 'TooManyRequests', message, details), { 'retry-after': '1' });
    },
  },
  'etcd-leader-changed': {
    what: '500 `etcdserver: leader changed`',
    source: 'banzaicloud/pipeline#1611',
    on: ['kube-read', 'kube-write'],
    timesByTag: 4,
    answer: () => refusal(new ApiError(500, '', 'etcdserver: leader changed')),
  },
  'api-server-cut': {
    what: 'the API server’s connections are cut before an answer',
    source: TROUBLES,
    on: ['kube-read', 'kube-write'],
    timesByTag: 4,
    answer: () => ({ status: 503, hangUp: true }),
  },
  'api-server-slow': {
    what: 'the API server answers late (`params.seconds`, 20, of the wall clock)',
    source: TROUBLES,
    on: ['kube-read', 'kube-write'],
    timesByTag: 4,
    bend: (reply, params) => ({ ...reply, lateMs: Number(params['seconds'] ?? 20) * 1000 }),
  },
  'api-server-token-refused': {
    what: '401 for the token of the kubeconfig, as after `az aks rotate-certs`',
    source: 'learn.microsoft.com/azure/aks/certificate-rotation',
    on: ['kube-read', 'kube-write'],
    timesByTag: 2,
    answer: () => refusal(new ApiError(401, 'Unauthorized', 'Unauthorized')),
  },
  'webhook-denies': {
    what: 'an admission webhook denies every write',
    source: 'kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers',
    on: ['kube-write'],
    answer: () =>
      refusal(
        new ApiError(
          403,
          'Forbidden',
          'admission webhook "validation.gatekeeper.sh" denied the request: [only-signed] images must be signed',
        ),
      ),
  },
  'webhook-unreachable': {
    what: 'writes fail because an admission webhook does not answer',
    source: 'kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers',
    on: ['kube-write'],
    timesByTag: 3,
    answer: () =>
      refusal(
        new ApiError(
          500,
          'InternalError',
          'Internal error occurred: failed calling webhook "validation.gatekeeper.sh": failed to call webhook: Post "https://gatekeeper-webhook-service.gatekeeper-system.svc:443/v1/admit?timeout=3s": context deadline exceeded',
        ),
      ),
  },
  'watches-cut': {
    what: 'streams of changes are cut after a second (`params.seconds`)',
    source: 'kubernetes.io/docs/reference/using-api/api-concepts',
    on: ['kube-watch'],
    bend: (reply, params) => ({ ...reply, hangUp: true, lateMs: Number(params['seconds'] ?? 1) * 1000 }),
  },
} satisfies Record<string, CatalogueEntry>;
