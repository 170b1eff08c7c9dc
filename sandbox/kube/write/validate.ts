import { fieldsOf, readPath, sameJson } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { schemaCauses } from '../schema/validate.ts';
import type { Cause } from '../status.ts';
import { selects } from '../store/selectors.ts';
import type { KubeObject, LabelSelector } from '../types/object.ts';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const labelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const invalidValue = (field: string, value: unknown, why: string): Cause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});

function nameCauses(kind: Kind, name: string): Cause[] {
  // RBAC names may hold colons and more; they are path segments only.
  if (kind.group === 'rbac.authorization.k8s.io') {
    return /[/%]/.test(name) ? [invalidValue('metadata.name', name, "may not contain '/' or '%'")] : [];
  }
  const short = kind.resource === 'namespaces' || kind.resource === 'services';
  if (short) return label.test(name) && name.length <= 63 ? [] : [invalidValue('metadata.name', name, labelRule)];
  return subdomain.test(name) && name.length <= 253 ? [] : [invalidValue('metadata.name', name, subdomainRule)];
}

const qualifiedName = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const qualifiedRule =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

function labelCauses(labels: Record<string, string> | undefined, field: string): Cause[] {
  return Object.values(labels ?? {}).flatMap((value) => {
    if (value.length > 63) return [invalidValue(field, value, 'must be no more than 63 bytes')];
    return qualifiedName.test(value) ? [] : [invalidValue(field, value, qualifiedRule)];
  });
}

const selecting = new Set(['deployments.apps', 'daemonsets.apps', 'replicasets.apps', 'statefulsets.apps']);

function selectorCauses(kind: Kind, object: KubeObject): Cause[] {
  if (!selecting.has(kind.resource)) return [];
  const selector = readPath(object, 'spec.selector') as LabelSelector | undefined;
  const labels = fieldsOf(readPath(object, 'spec.template.metadata.labels')) as Record<string, string>;
  if (selector === undefined || selects(selector, labels)) return [];
  return [invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')];
}

// Fields that may not change once an object is there.
const immutable: Record<string, string[]> = {
  'deployments.apps': ['spec.selector'],
  'daemonsets.apps': ['spec.selector'],
  'replicasets.apps': ['spec.selector'],
  'statefulsets.apps': ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy'],
  'jobs.batch': ['spec.selector', 'spec.completions', 'spec.template'],
  'rolebindings.rbac.authorization.k8s.io': ['roleRef'],
  'clusterrolebindings.rbac.authorization.k8s.io': ['roleRef'],
  secrets: ['type'],
  services: ['spec.clusterIP'],
  'storageclasses.storage.k8s.io': ['provisioner', 'parameters', 'reclaimPolicy'],
};

function changeCauses(kind: Kind, live: KubeObject, next: KubeObject): Cause[] {
  const causes = (immutable[kind.resource] ?? []).flatMap((field) => {
    const value = readPath(next, field);
    return sameJson(readPath(live, field), value) ? [] : [invalidValue(field, value, 'field is immutable')];
  });
  if (live['immutable'] === true && !sameJson(live['data'], next['data'])) {
    causes.push({
      reason: 'FieldValueForbidden',
      field: 'data',
      message: 'Forbidden: field is immutable when `immutable` is set',
    });
  }
  return causes;
}

/** Why an object may not be written; `live` is what it would replace. */
export function validationCauses(kind: Kind, object: KubeObject, live: KubeObject | undefined): Cause[] {
  const { name, labels } = object.metadata;
  return [
    ...(live === undefined ? nameCauses(kind, name) : changeCauses(kind, live, object)),
    ...labelCauses(labels, 'metadata.labels'),
    ...schemaCauses(object, kind.type),
    ...selectorCauses(kind, object),
  ];
}
