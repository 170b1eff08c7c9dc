import { readPath } from '../json.ts';
import { badRequest } from '../status.ts';
import type { KubeObject, LabelSelector, Requirement } from '../types/object.ts';

export type Labels = Record<string, string>;

/** Whether labels fit a selector. */
export type LabelTest = (labels: Labels) => boolean;

/** Whether one requirement of a selector holds. */
export function holds(requirement: Requirement, values: Labels): boolean {
  const value = values[requirement.key];
  const wanted = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && wanted.includes(value);
    case 'NotIn':
      return value === undefined || !wanted.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(wanted[0]);
    case 'Lt':
      return Number(value) < Number(wanted[0]);
    default:
      return false;
  }
}

/** Whether labels match a selector of an object; an empty selector matches everything. */
export function selects(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  const present = labels ?? {};
  const exact = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => present[key] === value);
  return exact && (selector?.matchExpressions ?? []).every((requirement) => holds(requirement, present));
}

const key = '([\\w./-]+)';
const forms: [RegExp, (match: RegExpExecArray) => Requirement][] = [
  [
    new RegExp(`^${key}\\s+(in|notin)\\s*\\(([^)]*)\\)$`),
    ([, name = '', operator, list = '']) => ({
      key: name,
      operator: operator === 'in' ? 'In' : 'NotIn',
      values: list.split(',').map((value) => value.trim()),
    }),
  ],
  [
    new RegExp(`^${key}\\s*(==|=|!=)\\s*([\\w.-]*)$`),
    ([, name = '', operator, value = '']) => ({
      key: name,
      operator: operator === '!=' ? 'NotIn' : 'In',
      values: [value],
    }),
  ],
  [new RegExp(`^!\\s*${key}$`), ([, name = '']) => ({ key: name, operator: 'DoesNotExist' })],
  [new RegExp(`^${key}$`), ([, name = '']) => ({ key: name, operator: 'Exists' })],
];

function parseTerm(term: string): Requirement {
  for (const [form, build] of forms) {
    const match = form.exec(term);
    if (match !== null) return build(match);
  }
  throw badRequest(`unable to parse requirement: found '${term}', expected: identifier after ','`);
}

/** Reads a `labelSelector` parameter: `app=web,tier in (a,b),!old`. */
export function parseLabelSelector(text: string): LabelTest {
  const requirements = text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map(parseTerm);
  return (labels) => requirements.every((requirement) => holds(requirement, labels));
}

const selectable: Record<string, string[]> = {
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  nodes: ['spec.unschedulable'],
  namespaces: ['status.phase'],
  secrets: ['type'],
  'replicasets.apps': ['status.replicas'],
  'jobs.batch': ['status.successful'],
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};

function fieldText(object: KubeObject, path: string): string {
  const value = readPath(object, path === 'source' ? 'source.component' : path);
  if (value !== undefined) return String(value);
  return path === 'spec.unschedulable' || path === 'spec.hostNetwork' ? 'false' : '';
}

/** Reads a `fieldSelector` parameter: `metadata.name=a,status.phase!=Running`. */
export function parseFieldSelector(text: string, resource: string): (object: KubeObject) => boolean {
  const terms = text
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
      if (match === null) throw badRequest(`invalid field selector: ${term}`);
      const [, path = '', operator, value = ''] = match;
      const known = path === 'metadata.name' || path === 'metadata.namespace' || selectable[resource]?.includes(path);
      if (known !== true) throw badRequest(`field label not supported: ${path}`);
      return (object: KubeObject) => (fieldText(object, path) === value) === (operator !== '!=');
    });
  return (object) => terms.every((term) => term(object));
}
