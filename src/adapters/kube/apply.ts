import { ProblemError, problem } from '../../model/problem.ts';
import type { CustomResource } from '../../ports.ts';

/** What a PATCH says of itself: server-side apply, by which repeating changes nothing. */
export const applyType = 'application/apply-patch+yaml';
const asSlipway = '?fieldManager=slipway&force=true';
const crdPath = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/';

/** A custom resource definition as the API server answers it, as far as it is read. */
export interface WireDefinition {
  metadata?: { name?: string };
  status?: { conditions?: { type?: string; status?: string }[] };
}

/** Where an object is applied, and as what. */
export interface Application {
  path: string;
  body: object;
}

export function definitionToApply(definition: object): Application {
  const { metadata } = definition as WireDefinition;
  return { path: `${crdPath}${encodeURIComponent(metadata?.name ?? '')}${asSlipway}`, body: definition };
}

/** A pull secret and, first, the namespace that it lies in. */
export function pullSecretToApply(namespace: string, name: string, dockerConfig: string): Application[] {
  const space = `/api/v1/namespaces/${encodeURIComponent(namespace)}`;
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from(dockerConfig).toString('base64') },
  };
  return [
    { path: `${space}${asSlipway}`, body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } },
    { path: `${space}/secrets/${encodeURIComponent(name)}${asSlipway}`, body: secret },
  ];
}

export function isServed({ status }: WireDefinition): boolean {
  return status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') ?? false;
}

/** Where a custom resource is read. */
export function objectPath({ apiVersion, resource, namespace, name }: CustomResource): string {
  const space = namespace === undefined ? '' : `namespaces/${encodeURIComponent(namespace)}/`;
  return `/apis/${apiVersion}/${space}${resource}/${encodeURIComponent(name)}`;
}

/** What was applied is refused for what it is: trying again changes nothing. Nothing of it is quoted. */
export function refused(path: string, status: number): ProblemError {
  const what = path.slice(0, path.indexOf('?'));
  return new ProblemError(problem('cni-install-failed', `The API server refuses to apply ${what} (${status}).`));
}
