import { createHash } from 'node:crypto';
import type { Reply } from '../http/reply.ts';
import { type Package, packages } from './packages.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.cncf.helm.config.v1+json';
const CONTENT = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

interface Blob {
  mediaType: string;
  digest: string;
  bytes: Uint8Array;
}

/**
 * The same charts as artifacts of an OCI registry, for `oci://…/charts`: as much of the distribution API as a pull
 * takes. Readable by anyone.
 * @returns what answers a path below `/v2/`
 */
export function createRegistry(): (path: string) => Reply {
  const charts = packages().map((one) => ({ ...one, ...artifact(one) }));

  return (path) => {
    // Of images it says no more than that it is a registry: nodes of the sandbox pull nothing.
    if (path === '') return { status: 200, body: {} };
    const [, name, kind, reference = ''] = /^charts\/([^/]+)\/(manifests|blobs|tags)\/(.+)$/.exec(path) ?? [];
    const own = charts.filter((chart) => chart.name === name);
    if (kind === 'tags' && own.length > 0) {
      return { status: 200, body: { name: `charts/${name}`, tags: own.map(({ version }) => version) } };
    }
    const found =
      kind === 'manifests'
        ? own.find((chart) => chart.version === reference || chart.manifest.digest === reference)?.manifest
        : own.flatMap(({ blobs }) => blobs).find(({ digest }) => digest === reference);
    if (found === undefined) return unknown(kind === 'manifests' ? 'MANIFEST_UNKNOWN' : 'BLOB_UNKNOWN', path);
    return {
      status: 200,
      headers: { 'docker-content-digest': found.digest },
      contentType: found.mediaType,
      raw: found.bytes,
    };
  };
}

function artifact({ bytes, metadata }: Package): { manifest: Blob; blobs: Blob[] } {
  const blobs = [blob(CONFIG, Buffer.from(JSON.stringify(metadata))), blob(CONTENT, bytes)] as const;
  const [config, ...layers] = blobs.map((one) => ({
    mediaType: one.mediaType,
    digest: one.digest,
    size: one.bytes.length,
  }));
  const manifest = { schemaVersion: 2, mediaType: MANIFEST, config, layers };
  return { manifest: blob(MANIFEST, Buffer.from(JSON.stringify(manifest))), blobs: [...blobs] };
}

function blob(mediaType: string, bytes: Uint8Array): Blob {
  return { mediaType, bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

function unknown(code: string, path: string): Reply {
  return { status: 404, body: { errors: [{ code, message: `unknown to the registry: ${path}` }] } };
}
