import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Chart, OriginAnswer, Origins } from '../../ports.ts';
import { findInIndex } from './chart-index.ts';

export interface OriginsOptions {
  /** Why a caller's address is not gone to; nothing if it is. */
  refusal(url: string): Promise<string | undefined>;
  /** For sites without a way out: the folder from which every chart comes. */
  chartDirectory?: string;
  /** For one question, all its requests together. Default 4 s. */
  timeoutMs?: number;
}

/** The index of a large repository; what is longer is no index. */
const longestIndex = 32 * 1024 * 1024;
const manifests = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Asks chart repositories, registries of charts and registries of images whether they answer. */
export function createOrigins({ refusal, chartDirectory, timeoutMs = 4_000 }: OriginsOptions): Origins {
  const dispatcher = new Agent({ connect: { timeout: timeoutMs }, keepAliveTimeout: 1_000 });

  /** One request; redirects are not followed, because nobody has looked at where they lead. */
  async function ask(method: 'GET' | 'HEAD', url: string, signal: AbortSignal, headers: Record<string, string> = {}) {
    const { statusCode, headers: answered, body } = await request(url, { method, headers, signal, dispatcher });
    let text = '';
    if (statusCode === 200 && method === 'GET') {
      for await (const chunk of body.setEncoding('utf8')) {
        text += chunk;
        if (text.length > longestIndex) break;
      }
    }
    await body.dump().catch(() => {});
    return { status: statusCode, header: (name: string) => String(answered[name] ?? ''), text };
  }

  async function inRepository({ repository, name, version }: Chart, signal: AbortSignal): Promise<OriginAnswer> {
    const url = `${repository.replace(/\/+$/, '')}/index.yaml`;
    const { status, text } = await ask('GET', url, signal);
    if (status !== 200) return { type: 'absent', fact: `GET ${url}: ${status}` };
    const found = findInIndex(text, name, version);
    if (!found) return { type: 'absent', fact: `${url} lists no ${name} ${version}` };
    return { type: 'there', fact: `${url} lists ${name} ${version}${found.digest ? `, sha256:${found.digest}` : ''}` };
  }

  async function inRegistry(chart: Chart, theirs: boolean, signal: AbortSignal): Promise<OriginAnswer> {
    const { host, pathname } = new URL(chart.repository.replace(/^oci:/, 'https:'));
    const name = `${pathname.replace(/^\/+|\/+$/g, '')}/${chart.name}`.replace(/^\//, '');
    const url = `https://${host}/v2/${name}/manifests/${chart.version}`;
    const first = await ask('HEAD', url, signal, { accept: manifests });
    const token = first.status === 401 ? await anonymousToken(first.header('www-authenticate'), theirs, signal) : '';
    const headers = { accept: manifests, authorization: `Bearer ${token}` };
    const { status, header } = token ? await ask('HEAD', url, signal, headers) : first;
    if (status === 404) return { type: 'absent', fact: `${url}: 404` };
    // What wants a credential may well have it: helm may be logged in.
    if (status !== 200) return { type: 'silent', fact: `HEAD ${url}: ${status}` };
    return { type: 'there', fact: `${url}: ${header('docker-content-digest')}` };
  }

  /** Registries hand out charts that anybody may have for a token that anybody gets. */
  async function anonymousToken(challenge: string, theirs: boolean, signal: AbortSignal): Promise<string> {
    const of = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(challenge)?.[1] ?? '';
    const realm = URL.parse(of('realm'));
    if (realm?.protocol !== 'https:' || (theirs && (await refusal(realm.href)))) return '';
    for (const name of ['service', 'scope']) if (of(name)) realm.searchParams.set(name, of(name));
    const { status, text } = await ask('GET', realm.href, signal);
    if (status !== 200) return '';
    const { token, access_token: other } = JSON.parse(text) as { token?: string; access_token?: string };
    return token ?? other ?? '';
  }

  async function inDirectory(directory: string, { name, version }: Chart): Promise<OriginAnswer> {
    const file = `${name}-${version}.tgz`;
    const isThere = (path: string) =>
      access(path)
        .then(() => true)
        .catch(() => false);
    if (!(await isThere(directory))) return { type: 'silent', fact: 'the directory of charts cannot be read here' };
    const found = await isThere(join(directory, file));
    return { type: found ? 'there' : 'absent', fact: `${file} in the directory of charts` };
  }

  return {
    async chart(chart, theirs) {
      if (chartDirectory !== undefined) return inDirectory(chartDirectory, chart);
      return settled(async (signal) => {
        const refused = theirs ? await refusal(chart.repository.replace(/^oci:/, 'https:')) : undefined;
        if (refused) return { type: 'forbidden', fact: refused };
        return chart.repository.startsWith('oci://') ? inRegistry(chart, theirs, signal) : inRepository(chart, signal);
      });
    },
    registry: (host) =>
      settled(async (signal) => {
        const url = `https://${host}/v2/`;
        const { status } = await ask('GET', url, signal);
        return { type: status === 200 || status === 401 ? 'there' : 'absent', fact: `GET ${url}: ${status}` };
      }),
  };

  async function settled(question: (signal: AbortSignal) => Promise<OriginAnswer>): Promise<OriginAnswer> {
    try {
      return await question(AbortSignal.timeout(timeoutMs));
    } catch (error) {
      return { type: 'silent', fact: error instanceof Error ? error.message : String(error) };
    }
  }
}
