import { parse } from 'yaml';
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
}

/**
 * Reads the current context of a kubeconfig.
 * @throws ProblemError if it holds no credential that can be used as it is, an exec plug-in say
 */
export function apiServerOf(kubeconfig: string): ApiServer {
  const config = record(parsed(kubeconfig));
  const contexts = list(config['contexts']);
  const current = named(contexts, text(config['current-context'])) ?? record(contexts[0]);
  const context = record(current['context']);
  const cluster = record(named(list(config['clusters']), text(context['cluster']))?.['cluster']);
  const user = record(named(list(config['users']), text(context['user']))?.['user']);

  const server = text(cluster['server']);
  if (!URL.canParse(server)) throw unusable('names no server');
  const token = text(user['token']);
  const cert = decoded(user['client-certificate-data']);
  const key = decoded(user['client-key-data']);
  if (!token && !(cert && key)) throw unusable('holds neither a token nor a client certificate');
  const ca = decoded(cluster['certificate-authority-data']);
  const serverName = text(cluster['tls-server-name']);
  return {
    url: server.replace(/\/+$/, ''),
    ...(ca ? { ca } : {}),
    ...(token ? { token } : {}),
    ...(cert && key ? { cert, key } : {}),
    ...(serverName ? { serverName } : {}),
  };
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
  return items.map(record).find((item) => item['name'] === name);
}

function decoded(value: unknown): string {
  return Buffer.from(text(value), 'base64').toString('utf8');
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
