import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import type { Chart, OriginAnswer, Origins } from '../../ports.ts';
import { findInIndex } from './chart-index.ts';

export interface OriginsOptions {
  /** Why a caller's address is not gone to; nothing if it is, or if the name is not known. */
  refusal(url: string): Promise<string | undefined>;
  /** For sites without a way out: the folder from which every chart comes. */
  chartDirectory?: string;
  /** For one question, all its requests together. Default 4 s. */
  timeoutMs?: number;
}

/** Of a larger index the rest is not read. */
const longestIndex = 32 * 1024 * 1024;
const mostRedirects = 3;
/** What there is no use in asking again: a name that is not known, a host that nobody listens on. */
const nobody = ['ENOTFOUND', 'ECONNREFUSED'];
const manifests = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Asks chart repositories, registries of charts and registries of images whether they answer. */
export function createOrigins({ refusal, chartDirectory, timeoutMs = 4_000 }: OriginsOptions): Origins {
  const dispatcher = new Agent({ connect: { timeout: timeoutMs }, keepAliveTimeout: 1_000 });

  /** One request; where a redirect leads nobody has looked at yet. */
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

  /** As helm does, an index is followed to where it has moved; a caller's no further than the rules let it. */
  async function follow(from: string, theirs: boolean, signal: AbortSignal) {
    let url = from;
    for (let redirects = 0; ; redirects += 1) {
      const answer = await ask('GET', url, signal);
      const next = [301, 302, 303, 307, 308].includes(answer.status) && URL.parse(answer.header('location'), url);
      if (!next || redirects === mostRedirects) return answer;
      const refused = theirs ? await refusal(next.href) : undefined;
      if (refused) return { refused: `${from} leads to ${next.host}: ${refused}` };
      url = next.href;
    }
  }

  async function inRepository(chart: Chart, theirs: boolean, signal: AbortSignal): Promise<OriginAnswer> {
    const { repository, name, version } = chart;
    const url = `${repository.replace(/\/+$/, '')}/index.yaml`;
    const answer = await follow(url, theirs, signal);
    if ('refused' in answer) return { type: 'forbidden', fact: answer.refused };
    const { status, text } = answer;
    if (status !== 200) return { type: isMissing(status) ? 'absent' : 'unclear', fact: `GET ${url}: ${status}` };
    const found = findInIndex(text, name, version);
    if (found === undefined && text.length <= longestIndex) {
      return { type: 'absent', fact: `${url} lists no ${name} ${version}` };
    }
    if (found === undefined || found === 'unread') return { type: 'unclear', fact: `${url} was not read to its end` };
    return { type: 'there', fact: `${url} lists ${name} ${version}${found.digest ? `, sha256:${found.digest}` : ''}` };
  }

  async function inRegistry(chart: Chart, theirs: boolean, signal: AbortSignal): Promise<OriginAnswer> {
    const { host, pathname } = new URL(chart.repository.replace(/^oci:/, 'https:'));
    const name = `${pathname.replace(/^\/+|\/+$/g, '')}/${chart.name}`.replace(/^\//, '');
    // A tag has no plus sign: helm writes another.
    const url = `https://${host}/v2/${name}/manifests/${chart.version.replaceAll('+', '_')}`;
    const first = await ask('HEAD', url, signal, { accept: manifests });
    const token = first.status === 401 ? await anonymousToken(first.header('www-authenticate'), theirs, signal) : '';
    const headers = { accept: manifests, authorization: `Bearer ${token}` };
    const { status, header } = token ? await ask('HEAD', url, signal, headers) : first;
    if (status === 404) return { type: 'absent', fact: `${url}: 404` };
    // What wants a credential may well have it: helm may be logged in.
    if (status !== 200) return { type: 'unclear', fact: `HEAD ${url}: ${status}` };
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
    if (!(await isThere(directory))) return { type: 'unclear', fact: 'the directory of charts cannot be read here' };
    const found = await isThere(join(directory, file));
    return { type: found ? 'there' : 'absent', fact: `${file} in the directory of charts` };
  }

  return {
    async chart(chart, theirs) {
      if (chartDirectory !== undefined) return inDirectory(chartDirectory, chart);
      return settled(async (signal) => {
        const refused = theirs ? await refusal(chart.repository.replace(/^oci:/, 'https:')) : undefined;
        if (refused) return { type: 'forbidden', fact: refused };
        return chart.repository.startsWith('oci://')
          ? inRegistry(chart, theirs, signal)
          : inRepository(chart, theirs, signal);
      });
    },
    registry: (host) =>
      settled(async (signal) => {
        const url = registryUrl(host);
        const { status } = await ask('GET', url, signal);
        const type = status === 200 || status === 401 ? 'there' : isMissing(status) ? 'absent' : 'unclear';
        return { type, fact: `GET ${url}: ${status}` };
      }),
  };

  async function settled(question: (signal: AbortSignal) => Promise<OriginAnswer>): Promise<OriginAnswer> {
    const signal = AbortSignal.timeout(timeoutMs);
    const { promise: late, reject } = Promise.withResolvers<never>();
    // A look-up of a name cannot be interrupted.
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    try {
      return await Promise.race([question(signal), late]);
    } catch (error) {
      const { code = '', message } = error as Error & { code?: string };
      return { type: nobody.includes(code) ? 'silent' : 'unclear', fact: message };
    }
  }
}

/** Where a registry says that it is one. Of Docker's the name alone leads to a web site. */
export function registryUrl(host: string): string {
  return `https://${host === 'docker.io' ? 'registry-1.docker.io' : host}/v2/`;
}

const isMissing = (status: number) => status === 404 || status === 410;
