import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse, parseAllDocuments } from 'yaml';
import { findBinary } from '../test/fakes/real-clients.ts';
import { CLIENT, CLUSTERS_PATH, clusterBody, GROUP_PATH, SECRET, TENANT } from '../test/sandbox/start.ts';
import type { SandboxProcess } from './sandbox-process.ts';

/** As often as Slipway's worker looks at speed 60. */
const LOOK_MS = 1_000;
/** One cluster of so many has a pool that scales itself. */
const ONE_AUTOSCALED_IN = 4;
const AUTOSCALED = { enableAutoScaling: true, minCount: 1, maxCount: 5 };

/** Releases of real CNIs weigh some hundred kilobytes, those of the stand-ins' small charts ten. */
const RELEASE_BYTES = 100_000;

const VERSION = 'api-version=2026-06-01';
const SECRETS = '/api/v1/namespaces/kube-system/secrets';

/** What helm asks for before it writes (helm 4, as it asked the sandbox). */
const ASKED_BY_HELM = [
  '/version',
  `${SECRETS}?labelSelector=name%3Dcilium%2Cowner%3Dhelm`,
  '/version?timeout=32s',
  '/api?timeout=32s',
  '/apis?timeout=32s',
  '/openapi/v3?timeout=32s',
  '/openapi/v3/api/v1?timeout=32s',
  '/openapi/v3/apis/rbac.authorization.k8s.io/v1?timeout=32s',
  '/openapi/v3/apis/apps/v1?timeout=32s',
];

interface Access {
  api: string;
  token: string;
}

/** What helm wrote, so that it can be written again without starting it two hundred times. */
interface Recipe {
  objects: { path: string; manifest: string }[];
  release: Record<string, unknown>;
}

/** A client of the sandbox that behaves as Slipway's worker and the helm that it starts do. */
export async function createClient(sandbox: SandboxProcess) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: SECRET,
    scope: 'https://management.azure.com/.default',
  });
  const type = 'application/x-www-form-urlencoded';
  const granted = await sandbox.send('POST', `/${TENANT}/oauth2/v2.0/token`, { body: form.toString(), type });
  const token = `${granted.body.access_token}`;

  /** Sent again while it is throttled, as every client does. */
  async function arm(method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) {
    const url = path.includes('api-version') ? path : `${path}?${VERSION}`;
    for (;;) {
      const answer = await sandbox.send(method, url, { token, body });
      if (answer.status !== 429) return answer;
      await pause(Number(answer.headers['retry-after'] ?? 1) * 1_000);
    }
  }

  async function create(name: string, pool = {}): Promise<Access> {
    await arm('GET', `${CLUSTERS_PATH}/${name}`);
    const body = clusterBody();
    Object.assign(body.properties.agentPoolProfiles[0] ?? {}, pool);
    const made = await arm('PUT', `${CLUSTERS_PATH}/${name}`, body);
    if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
    const operation = new URL(made.headers['azure-asyncoperation'] ?? '');
    for (let status = 'InProgress'; status === 'InProgress'; ) {
      await pause(LOOK_MS);
      status = (await arm('GET', `${operation.pathname}${operation.search}`)).body.status;
    }
    await arm('GET', `${CLUSTERS_PATH}/${name}`);
    const credential = await arm('POST', `${CLUSTERS_PATH}/${name}/listClusterAdminCredential`);
    const kubeconfig = parse(Buffer.from(`${credential.body.kubeconfigs[0].value}`, 'base64').toString());
    writeFileSync(join(sandbox.folder, 'kubeconfig'), JSON.stringify(kubeconfig));
    return { api: new URL(kubeconfig.clusters[0].cluster.server).pathname, token: kubeconfig.users[0].user.token };
  }

  const inside = (
    access: Access,
    method: 'GET' | 'PUT' | 'POST' | 'PATCH',
    path: string,
    body?: unknown,
    kind?: string,
  ) =>
    sandbox.send(method, `${access.api}${path}`, {
      token: access.token,
      body,
      ...(kind === undefined ? {} : { type: kind }),
    });

  async function nodesReady(access: Access): Promise<void> {
    for (;;) {
      const { body } = await inside(access, 'GET', '/api/v1/nodes?limit=500');
      await inside(access, 'GET', '/apis/apps/v1/namespaces/kube-system/daemonsets/cilium');
      const nodes: { status: { conditions: { type: string; status: string }[] } }[] = body.items;
      const isReady = nodes.map(({ status }) =>
        status.conditions.some((one) => one.type === 'Ready' && one.status === 'True'),
      );
      if (isReady.length > 0 && isReady.every(Boolean)) return;
      await pause(LOOK_MS);
    }
  }

  async function apply(access: Access, { objects, release }: Recipe): Promise<void> {
    for (const path of ASKED_BY_HELM) await inside(access, 'GET', path);
    for (const { path } of objects) await inside(access, 'GET', path);
    await inside(access, 'POST', SECRETS, release);
    const server = 'fieldManager=helm&fieldValidation=Strict&force=false';
    for (const { path, manifest } of objects) {
      const { status } = await inside(access, 'PATCH', `${path}?${server}`, manifest, 'application/apply-patch+yaml');
      if (status !== 201) throw new Error(`${status} for ${path}`);
    }
    await inside(access, 'PUT', `${SECRETS}/sh.helm.release.v1.cilium.v1`, release);
  }

  /** Makes so many clusters whose nodes are Ready with their CNI, some at a time; a quarter has a pool that scales itself. */
  async function crowd(count: number, atOnce: number, recipe: Recipe, name = 'crowd'): Promise<void> {
    const numbers = Array.from({ length: count }, (_, index) => index).values();
    const makeThem = async () => {
      for (const number of numbers) {
        const access = await create(`${name}-${number}`, number % ONE_AUTOSCALED_IN === 0 ? AUTOSCALED : {});
        await apply(access, recipe);
        await nodesReady(access);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, makeThem));
  }

  return {
    create,
    crowd,
    group: () => arm('PUT', GROUP_PATH, { location: 'westeurope' }),
    /** Installs with helm itself, and reads back what it did. */
    async learn(access: Access): Promise<Recipe> {
      const chart = ['cilium', '--repo', `${sandbox.url}/charts`, '--ca-file', sandbox.caFile, '-n', 'kube-system'];
      const env = { HOME: sandbox.folder, KUBECONFIG: join(sandbox.folder, 'kubeconfig'), PATH: process.env['PATH'] };
      execFileSync(findBinary('helm'), ['install', 'cilium', ...chart], { env });
      const { body } = await inside(access, 'GET', `${SECRETS}/sh.helm.release.v1.cilium.v1`);
      const told = JSON.parse(gunzipSync(Buffer.from(atob(body.data.release), 'base64')).toString());
      const objects = parseAllDocuments(told.manifest).map((document) => {
        const { apiVersion, kind, metadata } = document.toJS();
        const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const space = metadata.namespace === undefined ? '' : `/namespaces/${metadata.namespace}`;
        return { path: `${root}${space}/${kind.toLowerCase()}s/${metadata.name}`, manifest: JSON.stringify(document) };
      });
      const noise = Array.from({ length: RELEASE_BYTES / 2 }, () => Math.random().toString(36)[3] ?? 'x').join('');
      const packed = gzipSync(JSON.stringify({ ...told, noise })).toString('base64');
      const { name, namespace, labels } = body.metadata;
      const release = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace, labels },
        type: body.type,
        data: { release: btoa(packed.padEnd(RELEASE_BYTES, 'A')) },
      };
      return { objects, release };
    },
  };
}
