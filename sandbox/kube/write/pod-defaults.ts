import { fieldsOf, isFields, itemsOf } from '../json.ts';
import type { Fields } from '../types/object.ts';
import type { PodTemplate } from '../types/pod.ts';

type Defaults = (fields: Fields) => Fields;

const each = (list: unknown, complete: Defaults): unknown =>
  Array.isArray(list) ? list.map((item) => complete(fieldsOf(item))) : list;

/** Fills in fields that are absent; a field of the result that is `undefined` stays absent. */
export function withDefaults(fields: Fields, defaults: Fields): Fields {
  const result = { ...fields };
  for (const [key, value] of Object.entries(defaults))
    if (value !== undefined && result[key] === undefined) result[key] = value;
  return result;
}

/** Completes one field, if it is there. */
export function within(fields: Fields, key: string, complete: Defaults): Fields {
  return isFields(fields[key]) ? { ...fields, [key]: complete(fields[key]) } : fields;
}

function probe(fields: Fields): Fields {
  const defaults = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return within(withDefaults(fields, defaults), 'httpGet', (get) => withDefaults(get, { path: '/', scheme: 'HTTP' }));
}

function pullPolicy(image: unknown): string {
  const name = String(image ?? '');
  const tag = /:([^/:@]+)$/.exec(name.split('@')[0] ?? '')?.[1];
  const pinned = name.includes('@') || (tag !== undefined && tag !== 'latest');
  return pinned ? 'IfNotPresent' : 'Always';
}

const container =
  (hostNetwork: boolean): Defaults =>
  (fields) => {
    let result = withDefaults(fields, {
      resources: {},
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: pullPolicy(fields['image']),
    });
    for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) result = within(result, name, probe);
    if (result['ports'] !== undefined) {
      result['ports'] = each(result['ports'], (port) =>
        withDefaults(port, { protocol: 'TCP', hostPort: hostNetwork ? port['containerPort'] : undefined }),
      );
    }
    if (result['env'] !== undefined) {
      result['env'] = each(result['env'], (variable) =>
        within(variable, 'valueFrom', (from) =>
          within(from, 'fieldRef', (ref) => withDefaults(ref, { apiVersion: 'v1' })),
        ),
      );
    }
    return result;
  };

function volume(fields: Fields): Fields {
  let result = fields;
  for (const source of ['configMap', 'secret', 'projected', 'downwardAPI']) {
    result = within(result, source, (value) => withDefaults(value, { defaultMode: 420 }));
  }
  return within(result, 'hostPath', (path) => withDefaults(path, { type: '' }));
}

/** A pod spec with the defaults of the API server. */
export function podSpecDefaults(spec: Fields): Fields {
  const hostNetwork = spec['hostNetwork'] === true;
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  const result = withDefaults(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
    serviceAccountName: account,
    serviceAccount: account,
  });
  for (const list of ['containers', 'initContainers']) {
    if (result[list] !== undefined) result[list] = each(result[list], container(hostNetwork));
  }
  if (result['volumes'] !== undefined) result['volumes'] = each(result['volumes'], volume);
  return result;
}

/** The spec of a workload with its pod template's defaults. */
export function templateDefaults(spec: Fields): Fields {
  return within(spec, 'template', (template) => within(template, 'spec', podSpecDefaults));
}

const evictionTolerations = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/** What admission adds to each pod itself, but not to templates. */
export function admittedPodSpec(spec: Fields): Fields {
  const tolerations = itemsOf(spec['tolerations']).map(fieldsOf);
  const covered = (key: string) =>
    tolerations.some((known) => (known['key'] ?? key) === key && (known['effect'] ?? 'NoExecute') === 'NoExecute');
  const added = evictionTolerations.filter((toleration) => !covered(toleration.key));
  const account = spec['serviceAccountName'] ?? 'default';
  return withDefaults(
    { ...spec, tolerations: [...tolerations, ...added], serviceAccountName: account, serviceAccount: account },
    { enableServiceLinks: true, preemptionPolicy: 'PreemptLowerPriority', priority: 0 },
  );
}

/** The spec of a pod that a controller makes from a template that has been through `templateDefaults`. */
export function podSpecOf(template: PodTemplate): Fields {
  return admittedPodSpec(template.spec as unknown as Fields);
}
