import { logOf, statusOf } from '../controllers/containers.ts';
import { evict as evictPod } from '../controllers/eviction.ts';
import { fieldsOf } from '../json.ts';
import { ApiError, badRequest, methodNotAllowed, noSuchResource, successBody } from '../status.ts';
import { namespaces, pods } from '../store/resources.ts';
import type { KubeObject } from '../types/object.ts';
import type { Pod } from '../types/pod.ts';
import { type Call, readBody, type Target } from './call.ts';
import { getObject, liveObject } from './read.ts';
import { sendJson, sendText } from './respond.ts';
import { handleScale } from './scale.ts';
import { patchObject, putObject } from './write-routes.ts';

const notHere = (what: string) =>
  new ApiError(501, 'NotImplemented', `the sandbox has no containers behind its pods: ${what} is not implemented`);

// The API server of AKS reaches kubelets through konnectivity, whose agents need a pod network themselves.
function checkTunnel(call: Call, pod: Pod): void {
  const agents = call.cluster.store
    .list(pods, 'kube-system')
    .filter((agent) => agent.metadata.labels?.['app'] === 'konnectivity-agent');
  if (agents.some((agent) => agent.status.phase === 'Running')) return;
  const { namespace, name } = pod.metadata;
  const host = pod.status.hostIP ?? pod.spec.nodeName;
  const url = `https://${host}:10250/containerLogs/${namespace}/${name}/${pod.spec.containers[0]?.name}`;
  throw new ApiError(
    500,
    'InternalError',
    `Get "${url}": No agent available: konnectivity-agent is Pending until a CNI makes a node Ready`,
  );
}

function sendLog(call: Call, target: Target): void {
  const pod = liveObject(call, target) as Pod;
  const { name } = pod.metadata;
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const asked = call.query.get('container');
  const names = `[${pod.spec.containers.map((each) => each.name).join(' ')}]`;
  if (asked === null && all.length > 1) {
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: ${names}`);
  }
  const container = asked === null ? all[0] : all.find((each) => each.name === asked);
  if (container === undefined) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${name} does not have a host assigned`);
  checkTunnel(call, pod);
  const status = statusOf(pod, container);
  const reason = fieldsOf(status?.state['waiting'])['reason'];
  if (call.query.get('previous') === 'true' && status?.lastState['terminated'] === undefined) {
    throw badRequest(`previous terminated container "${container.name}" in pod "${name}" not found`);
  }
  if (status === undefined || (reason !== undefined && reason !== 'CrashLoopBackOff')) {
    const why = /ImagePull/.test(String(reason)) ? 'trying and failing to pull image' : (reason ?? 'ContainerCreating');
    throw badRequest(`container "${container.name}" in pod "${name}" is waiting to start: ${why}`);
  }
  const text = logOf(call.cluster, pod, container);
  const tail = Number(call.query.get('tailLines') ?? Number.POSITIVE_INFINITY);
  sendText(call.response, 200, Number.isFinite(tail) ? lastLines(text, tail) : text);
}

const lastLines = (text: string, count: number) =>
  count === 0
    ? ''
    : text
        .split('\n')
        .slice(-count - 1)
        .join('\n');

function disrupted({ metadata: { name }, status }: KubeObject): ApiError {
  const { desiredHealthy, currentHealthy } = fieldsOf(status);
  const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const causes = [{ reason: 'DisruptionBudget', field: '', message }];
  const why = "Cannot evict pod as it would violate the pod's disruption budget.";
  return new ApiError(429, 'TooManyRequests', why, { causes });
}

async function evict(call: Call, target: Target): Promise<void> {
  await readBody(call);
  const budget = evictPod(call.cluster, liveObject(call, target) as Pod);
  if (budget !== undefined) throw disrupted(budget);
  sendJson(call.response, 201, successBody({}));
}

// Lifetimes are of the wall clock, as those of all tokens: who checks them knows no other.
async function issueToken(call: Call, target: Target): Promise<void> {
  const { metadata: account } = liveObject(call, target);
  const spec = fieldsOf(fieldsOf(await readBody(call))['spec']);
  const seconds = Number(spec['expirationSeconds'] ?? 3600);
  const issued = Math.floor(call.cluster.clock.now() / 1000);
  const { name, namespace = '', uid } = account;
  const audiences = Array.isArray(spec['audiences']) ? spec['audiences'].map(String) : [];
  const claims = { name, namespace, uid, audiences, issued, expires: issued + seconds };
  const token = await call.cluster.signToken(call.cluster.spec.fqdn, claims);
  const status = { token, expirationTimestamp: new Date(claims.expires * 1000).toISOString() };
  const metadata = { name: target.name, namespace: target.namespace };
  sendJson(call.response, 201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata,
    spec,
    status,
  });
}

async function finalizeNamespace(call: Call, target: Target): Promise<void> {
  const body = fieldsOf(await readBody(call));
  const live = liveObject(call, target);
  const next = call.cluster.store.put(namespaces, { ...live, spec: fieldsOf(body['spec']) });
  sendJson(call.response, 200, next);
}

function handleStatus(call: Call, target: Target): Promise<void> | void {
  if (call.method === 'GET') return getObject(call, target);
  if (call.method === 'PUT') return putObject(call, target);
  if (call.method === 'PATCH') return patchObject(call, target);
  throw methodNotAllowed();
}

async function bindPod(call: Call, target: Target): Promise<void> {
  const node = String(fieldsOf(fieldsOf(await readBody(call))['target'])['name'] ?? '');
  const pod = liveObject(call, target) as Pod;
  call.cluster.store.put(pods, { ...pod, spec: { ...pod.spec, nodeName: node } });
  sendJson(call.response, 201, successBody({}));
}

/** Answers what goes to a part of an object. */
export function handleSubresource(call: Call, target: Target): Promise<void> | void {
  const { kind, subresource = '' } = target;
  if (subresource === 'status' && kind.subresources.includes('status')) return handleStatus(call, target);
  if (subresource === 'scale' && kind.subresources.includes('scale')) return handleScale(call, target);
  const route = `${kind.resource}/${subresource}`;
  switch (route) {
    case 'pods/log':
      return sendLog(call, target);
    case 'pods/eviction':
      return evict(call, target);
    case 'pods/binding':
      return bindPod(call, target);
    case 'serviceaccounts/token':
      return issueToken(call, target);
    case 'namespaces/finalize':
      return finalizeNamespace(call, target);
    case 'pods/exec':
    case 'pods/attach':
    case 'pods/portforward':
      checkTunnel(call, liveObject(call, target) as Pod);
      throw notHere(subresource);
    case 'pods/proxy':
    case 'services/proxy':
    case 'nodes/proxy':
    case 'pods/ephemeralcontainers':
      throw notHere(subresource);
    default:
      throw noSuchResource();
  }
}
