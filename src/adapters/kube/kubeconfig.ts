import { parse, stringify } from 'yaml';
import { listOf, recordOf, textOf } from '../../model/json.ts';
import { ProblemError, problem } from '../../model/problem.ts';

/** How to reach an API server, and as whom. All of it is secret. */
export interface ApiServer {
  /** Without a slash at the end; it may have a path (`https://host/clusters/a`). */
  url: string;
  ca?: string;
  token?: string;
  cert?: string;
  key?: string;
  serverName?: string;
  /** The kubeconfig holds no credential, and names a plug-in that would fetch one (kubelogin). */
  byPlugin: boolean;
}

/**
 * Reads the current context of a kubeconfig.
 * @throws ProblemError if it holds no credential, and names no plug-in that would fetch one
 */
export function apiServerOf(kubeconfig: string): ApiServer {
  const config = recordOf(parsed(kubeconfig));
  const contexts = listOf(config['contexts']);
  const current = named(contexts, textOf(config['current-context'])) ?? recordOf(contexts[0]);
  const context = recordOf(current['context']);
  const cluster = recordOf(named(listOf(config['clusters']), textOf(context['cluster']))?.['cluster']);
  const user = recordOf(named(listOf(config['users']), textOf(context['user']))?.['user']);

  const server = textOf(cluster['server']);
  if (!URL.canParse(server)) throw unusable('names no server');
  const token = textOf(user['token']);
  const cert = decoded(user['client-certificate-data']);
  const key = decoded(user['client-key-data']);
  const hasCredential = Boolean(token || (cert && key));
  const byPlugin = !hasCredential && ('exec' in user || 'auth-provider' in user);
  if (!hasCredential && !byPlugin) throw unusable('holds neither a token nor a client certificate');
  const ca = decoded(cluster['certificate-authority-data']);
  const serverName = textOf(cluster['tls-server-name']);
  return {
    url: server.replace(/\/+$/, ''),
    byPlugin,
    ...(ca ? { ca } : {}),
    ...(token ? { token } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(serverName ? { serverName } : {}),
  };
}

/** A kubeconfig for one run of a client, with a bearer token: a secret. */
export function kubeconfigWith({ url, ca, serverName }: ApiServer, token: string): string {
  const cluster = {
    server: url,
    ...(ca ? { 'certificate-authority-data': Buffer.from(ca).toString('base64') } : {}),
    ...(serverName ? { 'tls-server-name': serverName } : {}),
  };
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'cluster', cluster }],
      users: [{ name: 'slipway', user: { token } }],
      contexts: [{ name: 'cluster', context: { cluster: 'cluster', user: 'slipway' } }],
      'current-context': 'cluster',
    },
    { lineWidth: 0 },
  );
}

function parsed(kubeconfig: string): unknown {
  try {
    return parse(kubeconfig);
  } catch {
    // The parser's message quotes the text, which is a secret.
    throw unusable('is not YAML');
  }
}

function unusable(why: string): ProblemError {
  return new ProblemError(problem('cluster-unreachable', `The kubeconfig of the cluster cannot be used: it ${why}.`));
}

function named(items: unknown[], name: string): Record<string, unknown> | undefined {
  return items.map(recordOf).find((item) => item['name'] === name);
}

function decoded(value: unknown): string {
  return Buffer.from(textOf(value), 'base64').toString('utf8');
}
