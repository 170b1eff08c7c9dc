import { fieldsOf, isFields, itemsOf } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import { admittedPodSpec, podSpecDefaults, templateDefaults, withDefaults, within } from './pod-defaults.ts';

type Defaults = (object: Fields) => Fields;

const ofSpec =
  (complete: Defaults): Defaults =>
  (object) => ({ ...object, spec: complete(fieldsOf(object['spec'])) });

const rolling = (defaults: Fields) => (strategy: Fields) => {
  const typed = withDefaults(strategy, { type: 'RollingUpdate' });
  return typed['type'] === 'RollingUpdate'
    ? { ...typed, rollingUpdate: withDefaults(fieldsOf(typed['rollingUpdate']), defaults) }
    : typed;
};

const deployment = ofSpec((spec) => ({
  ...withDefaults(templateDefaults(spec), { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
  strategy: rolling({ maxUnavailable: '25%', maxSurge: '25%' })(fieldsOf(spec['strategy'])),
}));

const daemonSet = ofSpec((spec) => ({
  ...withDefaults(templateDefaults(spec), { revisionHistoryLimit: 10 }),
  updateStrategy: rolling({ maxUnavailable: 1, maxSurge: 0 })(fieldsOf(spec['updateStrategy'])),
}));

const statefulSet = ofSpec((spec) => ({
  ...withDefaults(templateDefaults(spec), {
    replicas: 1,
    revisionHistoryLimit: 10,
    podManagementPolicy: 'OrderedReady',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  }),
  updateStrategy: rolling({ partition: 0 })(fieldsOf(spec['updateStrategy'])),
}));

const jobSpec: Defaults = (spec) => {
  const done = withDefaults(templateDefaults(spec), {
    parallelism: 1,
    completions: spec['parallelism'] === undefined ? 1 : undefined,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: undefined,
  });
  return done;
};

const cronJob = ofSpec((spec) =>
  within(
    withDefaults(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    }),
    'jobTemplate',
    (template) => within(template, 'spec', jobSpec),
  ),
);

const service = ofSpec((spec) => {
  const type = spec['type'] ?? 'ClusterIP';
  const external = type === 'ExternalName';
  const ports = itemsOf(spec['ports']).map((item) => {
    const port = fieldsOf(item);
    return withDefaults(port, { protocol: 'TCP', targetPort: port['port'] });
  });
  return withDefaults(
    { ...spec, ...(spec['ports'] === undefined ? {} : { ports }) },
    {
      type,
      sessionAffinity: 'None',
      internalTrafficPolicy: external ? undefined : 'Cluster',
      ipFamilies: external ? undefined : ['IPv4'],
      ipFamilyPolicy: external ? undefined : 'SingleStack',
      externalTrafficPolicy: type === 'NodePort' || type === 'LoadBalancer' ? 'Cluster' : undefined,
      allocateLoadBalancerNodePorts: type === 'LoadBalancer' ? true : undefined,
    },
  );
});

const secret: Defaults = (object) => {
  const { stringData, ...rest } = object;
  const encoded = Object.entries(fieldsOf(stringData)).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ]);
  const data = stringData === undefined ? rest['data'] : { ...fieldsOf(rest['data']), ...Object.fromEntries(encoded) };
  return withDefaults({ ...rest, ...(data === undefined ? {} : { data }) }, { type: 'Opaque' });
};

const rbacGroup = 'rbac.authorization.k8s.io';
const binding: Defaults = (object) => ({
  ...within(object, 'roleRef', (role) => withDefaults(role, { apiGroup: rbacGroup })),
  ...(object['subjects'] === undefined
    ? {}
    : {
        subjects: itemsOf(object['subjects']).map((item) => {
          const subject = fieldsOf(item);
          return subject['kind'] === 'ServiceAccount' ? subject : withDefaults(subject, { apiGroup: rbacGroup });
        }),
      }),
});

const namespace: Defaults = (object) => {
  const metadata = fieldsOf(object['metadata']);
  const labels = { ...fieldsOf(metadata['labels']), 'kubernetes.io/metadata.name': metadata['name'] };
  return {
    ...object,
    metadata: { ...metadata, labels },
    spec: withDefaults(fieldsOf(object['spec']), { finalizers: ['kubernetes'] }),
  };
};

const webhooks: Defaults = (object) => ({
  ...object,
  webhooks: itemsOf(object['webhooks']).map((item) =>
    within(
      withDefaults(fieldsOf(item), {
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        namespaceSelector: {},
        objectSelector: {},
        timeoutSeconds: 10,
        ...(object['kind'] === 'MutatingWebhookConfiguration' ? { reinvocationPolicy: 'Never' } : {}),
      }),
      'clientConfig',
      (config) => within(config, 'service', (target) => withDefaults(target, { port: 443 })),
    ),
  ),
});

const definition = ofSpec((spec) =>
  withDefaults(
    within(spec, 'names', (names) => {
      const kind = String(names['kind'] ?? '');
      return withDefaults(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
    }),
    { conversion: { strategy: 'None' } },
  ),
);

const networkPolicy = ofSpec((spec) =>
  withDefaults(spec, {
    podSelector: {},
    policyTypes: spec['egress'] === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
  }),
);

const byResource: Record<string, Defaults> = {
  pods: ofSpec((spec) => admittedPodSpec(podSpecDefaults(spec))),
  podtemplates: (object) => templateDefaults(object),
  replicationcontrollers: ofSpec((spec) => withDefaults(templateDefaults(spec), { replicas: 1 })),
  'replicasets.apps': ofSpec((spec) => withDefaults(templateDefaults(spec), { replicas: 1 })),
  'deployments.apps': deployment,
  'daemonsets.apps': daemonSet,
  'statefulsets.apps': statefulSet,
  'jobs.batch': ofSpec(jobSpec),
  'cronjobs.batch': cronJob,
  services: service,
  secrets: secret,
  namespaces: namespace,
  persistentvolumeclaims: ofSpec((spec) =>
    withDefaults(spec, { volumeMode: 'Filesystem', storageClassName: 'default' }),
  ),
  'rolebindings.rbac.authorization.k8s.io': binding,
  'clusterrolebindings.rbac.authorization.k8s.io': binding,
  'validatingwebhookconfigurations.admissionregistration.k8s.io': webhooks,
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': webhooks,
  'customresourcedefinitions.apiextensions.k8s.io': definition,
  'networkpolicies.networking.k8s.io': networkPolicy,
  'storageclasses.storage.k8s.io': (object) =>
    withDefaults(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'priorityclasses.scheduling.k8s.io': (object) => withDefaults(object, { preemptionPolicy: 'PreemptLowerPriority' }),
};

/** An object with the defaults that the API server gives its kind. */
export function completed(kind: Kind, object: Fields): KubeObject {
  const complete = byResource[kind.resource];
  return (complete === undefined ? object : complete(object)) as unknown as KubeObject;
}

// What a new object's status says before any controller has looked at it.
const firstStatus: Record<string, Fields> = {
  pods: { phase: 'Pending' },
  namespaces: { phase: 'Active' },
  persistentvolumeclaims: { phase: 'Pending' },
  persistentvolumes: { phase: 'Available' },
  services: { loadBalancer: {} },
  'deployments.apps': {},
  'replicasets.apps': { replicas: 0 },
  'statefulsets.apps': { replicas: 0 },
  'daemonsets.apps': { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
};

/** The status that an object is created with, if its kind has one. */
export function initialStatus(kind: Kind): Fields | undefined {
  const status = firstStatus[kind.resource];
  return isFields(status) ? status : undefined;
}
