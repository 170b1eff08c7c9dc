import { createHash } from 'node:crypto';
import { builtinKinds } from '../kinds/builtin.ts';
import type { Kind } from '../kinds/kind.ts';
import { servedKinds } from '../kinds/lookup.ts';
import { documentPath, openApiDocument } from '../schema/openapi.ts';
import { noSuchResource } from '../status.ts';
import type { Call } from './call.ts';
import { sendJson, sendText } from './respond.ts';

// The documents of built-in kinds are the same in every cluster; they are written once, when first asked for.
const builtinDocuments = new Map<string, string>();

function documentText(path: string, kinds: Kind[], version: string): string {
  if (kinds.some((kind) => kind.custom)) return JSON.stringify(openApiDocument(kinds, version));
  let text = builtinDocuments.get(path);
  if (text === undefined) {
    text = JSON.stringify(openApiDocument(kinds, version));
    builtinDocuments.set(path, text);
  }
  return text;
}

function sendIndex(call: Call): void {
  const byPath = Map.groupBy(servedKinds(call.cluster), documentPath);
  const paths = Object.fromEntries(
    [...byPath].map(([path, kinds]) => {
      // A custom group's document changes with its definitions; clients keep it for as long as the hash stays.
      const state = kinds.some((kind) => kind.custom)
        ? `${call.cluster.spec.fqdn} ${call.cluster.store.version}`
        : path;
      const hash = createHash('sha256').update(`${state} ${builtinKinds.length}`).digest('hex').toUpperCase();
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }];
    }),
  );
  sendJson(call.response, 200, { paths });
}

// Clients turn to version 2 for a kind that version 3 does not have. It is not in version 2 either, which has none here.
function sendVersion2(call: Call): void {
  const [title, version] = ['Kubernetes', `v${call.cluster.spec.kubernetesVersion}`];
  if (!(call.request.headers.accept ?? '').includes('proto-openapi')) {
    sendJson(call.response, 200, { swagger: '2.0', info: { title, version }, paths: {}, definitions: {} });
    return;
  }
  const field = (number: number, value: Buffer) => Buffer.concat([Buffer.from([number * 8 + 2, value.length]), value]);
  const info = Buffer.concat([field(1, Buffer.from(title)), field(2, Buffer.from(version))]);
  const [swagger, nothing] = [Buffer.from('2.0'), Buffer.alloc(0)];
  const document = Buffer.concat([field(1, swagger), field(2, info), field(8, nothing), field(9, nothing)]);
  call.response.writeHead(200, { 'content-type': 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf' });
  call.response.end(document);
}

/** Answers `/openapi/…`. */
export function answerOpenApi(call: Call): void {
  if (call.path === '/openapi/v3') {
    sendIndex(call);
    return;
  }
  if (call.path === '/openapi/v2') {
    sendVersion2(call);
    return;
  }
  if (!call.path.startsWith('/openapi/v3/')) throw noSuchResource();
  const path = call.path.slice('/openapi/v3/'.length);
  const kinds = servedKinds(call.cluster).filter((kind) => documentPath(kind) === path);
  if (kinds.length === 0) throw noSuchResource();
  sendText(call.response, 200, documentText(path, kinds, call.cluster.spec.kubernetesVersion), 'application/json');
}
