import { request } from 'undici';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Clock, Kube, KubeTarget } from '../../ports.ts';
import type { AccessOptions } from './access.ts';
import {
  type Application,
  applyType,
  definitionToApply,
  isServed,
  objectPath,
  pullSecretToApply,
  refused,
  type WireDefinition,
} from './apply.ts';
import { kubeconfigWith } from './kubeconfig.ts';
import { collectionOf, namespacesPath, podOf, refusal, spacePath, type WirePod } from './pods.ts';
import { daemonSetOf, deploymentOf, nodeOf, type WireDaemonSet, type WireDeployment, type WireNode } from './read.ts';
import { createSessions } from './sessions.ts';
import { nodeTroubles, podTroubles } from './troubles.ts';

export interface KubeOptions extends AccessOptions {
  /** The installation's pull secret: the content of a `.dockerconfigjson`. */
  pullSecret?: string;
  clock: Pick<Clock, 'now'>;
  /** Default 5 s. */
  connectTimeoutMs?: number;
  /** For a whole answer. Default 10 s. */
  timeoutMs?: number;
  /** How long a kubeconfig is held in memory. Default 5 minutes. */
  holdMs?: number;
  /** How many clusters are held at once. Default 200. */
  mostClusters?: number;
}

const pageSize = 500;
const nodesPath = '/api/v1/nodes';

interface Sent {
  method?: 'PATCH' | 'POST' | 'DELETE';
  body?: string;
}

/** The port, and what only its neighbours at the rim may ask. */
export interface KubeAdapter extends Kube {
  /** A kubeconfig for one run of a client of ours, with a token where need be: a secret, for minutes. */
  ownKubeconfig(target: KubeTarget): Promise<string>;
  close(): Promise<void>;
}

/** The API servers of clusters, over HTTPS, with the admin credential or an Entra token. */
export function createKube(options: KubeOptions): KubeAdapter {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const sessions = createSessions({
    kubeconfig: options.kubeconfig,
    token: options.token,
    clock: options.clock,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    holdMs: options.holdMs ?? 5 * 60_000,
    most: options.mostClusters ?? 200,
  });

  async function call(target: KubeTarget, path: string, sent: Sent = {}) {
    const session = await sessions.get(target);
    const token = await session.bearer();
    const reply = await answer(`${session.server.url}${path}`, {
      ...sent,
      dispatcher: session.agent,
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        ...(sent.body === undefined
          ? {}
          : { 'content-type': sent.method === 'PATCH' ? applyType : 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    });
    if (reply.status === 401) await sessions.refuse(target, session);
    if (session.byEntra && isDenial(reply, sent.method)) throw denied(reply.status);
    return reply;
  }

  /** One GET; nothing for a 404. */
  async function get<T>(target: KubeTarget, path: string): Promise<T | undefined> {
    const { status, text } = await call(target, path);
    if (status === 404) return undefined;
    if (status !== 200) throw unreachable(`it answered ${status}`);
    return parsed(text);
  }

  async function list<T>(target: KubeTarget, path: string): Promise<T[]> {
    const items: T[] = [];
    let next = '';
    do {
      const page = await get<{ items?: T[]; metadata?: { continue?: string } }>(
        target,
        `${path}?limit=${pageSize}${next && `&continue=${encodeURIComponent(next)}`}`,
      );
      if (!page) throw unreachable(`it does not know ${path}`);
      items.push(...(page.items ?? []));
      next = page.metadata?.continue ?? '';
    } while (next);
    return items;
  }

  async function apply<T>(target: KubeTarget, { path, body }: Application): Promise<T> {
    const { status, text } = await call(target, path, { method: 'PATCH', body: JSON.stringify(body) });
    if (status === 400 || status === 403 || status === 422) throw refused(path, status);
    if (status !== 200 && status !== 201) throw unreachable(`it answered ${status}`);
    return parsed(text);
  }

  return {
    async version(target) {
      try {
        const answer = await get<{ gitVersion?: string }>(target, '/version');
        if (!answer?.gitVersion) throw unreachable('it does not tell its version');
        return answer.gitVersion;
      } catch (error) {
        sessions.doubt(target);
        throw error;
      }
    },

    nodes: async (target) => (await list<WireNode>(target, nodesPath)).map(nodeOf),

    async troubles(target) {
      const nodes = nodeTroubles(await list(target, nodesPath));
      return { nodes, pods: podTroubles(await list(target, '/api/v1/pods')) };
    },

    async daemonSet(target, namespace, name) {
      const found = await get<WireDaemonSet>(target, workloadPath(namespace, 'daemonsets', name));
      return found && daemonSetOf(found);
    },

    async deployment(target, namespace, name) {
      const found = await get<WireDeployment>(target, workloadPath(namespace, 'deployments', name));
      return found && deploymentOf(found);
    },

    async customStatus(target, wanted) {
      const found = await get<{ status?: Record<string, unknown> }>(target, objectPath(wanted));
      return found && (found.status ?? {});
    },

    async applyDefinitions(target, definitions) {
      const waiting: string[] = [];
      for (const definition of definitions) {
        const applied = await apply<WireDefinition>(target, definitionToApply(definition));
        if (!isServed(applied)) waiting.push(applied.metadata?.name ?? '');
      }
      return waiting;
    },

    async putPullSecret(target, namespace, name) {
      if (options.pullSecret === undefined) throw new Error('there is no pull secret to put into a cluster');
      for (const one of pullSecretToApply(namespace, name, options.pullSecret)) await apply(target, one);
    },

    async create(target, manifests) {
      for (const manifest of manifests) {
        const sent = { method: 'POST', body: JSON.stringify(manifest) } as const;
        const { status, text } = await call(target, collectionOf(manifest), sent);
        if (status === 201) continue;
        if (![400, 403, 404, 409, 422].includes(status)) throw unreachable(`it answered ${status}`);
        const why = refusal(manifest, status, text);
        if (why !== 'exists') throw why;
      }
    },

    async pods(target, namespace) {
      const found = await get<{ items?: WirePod[] }>(target, `${spacePath(namespace)}/pods`);
      return (found?.items ?? []).map(podOf);
    },

    async serviceIP(target, namespace, name) {
      const path = `${spacePath(namespace)}/services/${encodeURIComponent(name)}`;
      return (await get<{ spec?: { clusterIP?: string } }>(target, path))?.spec?.clusterIP;
    },

    async namespaces(target, label) {
      const path = `${namespacesPath}?labelSelector=${encodeURIComponent(label)}`;
      const found = await get<{ items?: { metadata?: { name?: string } }[] }>(target, path);
      return (found?.items ?? []).flatMap(({ metadata }) => metadata?.name ?? []);
    },

    async deleteNamespace(target, name) {
      const { status } = await call(target, spacePath(name), { method: 'DELETE' });
      // A conflict: it is on its way already.
      if (![200, 202, 404, 409].includes(status)) throw unreachable(`it answered ${status}`);
    },

    async kubeconfig(target) {
      return (await sessions.get(target)).kubeconfig;
    },

    async ownKubeconfig(target) {
      const { byEntra, kubeconfig, server, bearer } = await sessions.get(target);
      return byEntra ? kubeconfigWith(server, (await bearer()) ?? '') : kubeconfig;
    },

    close: () => sessions.close(),
  };
}

async function answer(
  url: string,
  options: Parameters<typeof request>[1] & object,
): Promise<{ status: number; text: string }> {
  try {
    const response = await request(url, options);
    return { status: response.statusCode, text: await response.body.text() };
  } catch (error) {
    throw unreachable(reason(error));
  }
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text);
  } catch {
    throw unreachable('its answer is not JSON');
  }
}

/** What kept the answer away: a code or a name, for messages may quote what was sent. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown fault';
  if (error.name === 'TimeoutError') return 'it took too long';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function unreachable(why: string): ProblemError {
  return new ProblemError(problem('cluster-unreachable', `The API server does not answer (${why}).`));
}

/** A write may be forbidden by what guards the content, too; the words of a missing right are always these. */
function isDenial({ status, text }: { status: number; text: string }, method: Sent['method']): boolean {
  return status === 401 || (status === 403 && (!method || /cannot \w+ resource/.test(text)));
}

function denied(status: number): ProblemError {
  const why = status === 401 ? 'does not accept our Entra token (401)' : 'gives our Entra principal no right (403)';
  return new ProblemError(problem('cluster-access-denied', `The API server ${why}.`));
}

function workloadPath(namespace: string, kind: string, name: string): string {
  return `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/${kind}/${encodeURIComponent(name)}`;
}
