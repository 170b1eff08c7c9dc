import { fieldsOf, itemsOf, readPath } from '../json.ts';
import { at, labelsText, named, numberAt, size, text, type Value } from './cells.ts';
import { ageColumn, column, createdColumn } from './column.ts';
import type { Column } from './kind.ts';

const roleText: Value = (object) => `${readPath(object, 'roleRef.kind')}/${readPath(object, 'roleRef.name')}`;
const sliceText =
  (list: string, field: string): Value =>
  (object) =>
    text(
      itemsOf(object[list])
        .flatMap((item) =>
          itemsOf(fieldsOf(item)[field] ?? []).concat(
            Array.isArray(fieldsOf(item)[field]) ? [] : [fieldsOf(item)[field]],
          ),
        )
        .join(','),
      '<unset>',
    );

const joined =
  (path: string, absent = ''): Value =>
  (object) =>
    text(itemsOf(readPath(object, path)).join(','), absent);

const modes: Record<string, string> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};
const accessModes: Value = (object) =>
  itemsOf(readPath(object, 'spec.accessModes'))
    .map((mode) => modes[String(mode)] ?? mode)
    .join(',');

const hosts: Value = (object) => {
  const names = itemsOf(readPath(object, 'spec.rules')).flatMap((rule) => fieldsOf(rule)['host'] ?? []);
  return names.length === 0 ? '*' : names.join(',');
};
const balancers: Value = (object) =>
  itemsOf(readPath(object, 'status.loadBalancer.ingress'))
    .map((item) => fieldsOf(item)['ip'] ?? fieldsOf(item)['hostname'])
    .join(',');

const scaled: Value = (object) =>
  `${readPath(object, 'spec.scaleTargetRef.kind')}/${readPath(object, 'spec.scaleTargetRef.name')}`;

// `cpu: <unknown>/50%`; nothing is measured here.
const targets: Value = (object) => {
  const metrics = itemsOf(readPath(object, 'spec.metrics')).map((item) => fieldsOf(fieldsOf(item)['resource']));
  const shown = metrics.map(({ name, target }) => {
    const { averageUtilization, averageValue, value } = fieldsOf(target);
    const wanted = averageUtilization === undefined ? (averageValue ?? value) : `${averageUtilization}%`;
    return `${name}: <unknown>/${wanted}`;
  });
  return text(shown.join(', '));
};

const used =
  (prefix: string): Value =>
  (object) =>
    Object.entries(fieldsOf(readPath(object, 'spec.hard')))
      .filter(([name]) => name.startsWith('limits.') === (prefix === 'limits.'))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, hard]) => `${name}: ${fieldsOf(readPath(object, 'status.used'))[name] ?? 0}/${hard}`)
      .join(', ');

const available: Value = (object) => {
  const conditions = itemsOf(readPath(object, 'status.conditions')).map(fieldsOf);
  const found = conditions.find((condition) => condition['type'] === 'Available');
  return found === undefined
    ? 'Unknown'
    : `${found['status']}${found['status'] === 'True' ? '' : ` (${found['reason']})`}`;
};

const apiService: Value = (object) => {
  const service = fieldsOf(readPath(object, 'spec.service'));
  return service['name'] === undefined ? 'Local' : `${service['namespace']}/${service['name']}`;
};

const requestState: Value = (object) => {
  const types = itemsOf(readPath(object, 'status.conditions')).map((item) => fieldsOf(item)['type']);
  const words = types.length === 0 ? ['Pending'] : types;
  return [...words, ...(readPath(object, 'status.certificate') === undefined ? [] : ['Issued'])].join(',');
};

/** The columns of kinds that are about the cluster rather than about what runs in it. */
export const clusterColumns: Record<string, Column[]> = {
  'leases.coordination.k8s.io': named(column('Holder', at('spec.holderIdentity', '')), ageColumn),
  'clusterroles.rbac.authorization.k8s.io': named(createdColumn),
  'roles.rbac.authorization.k8s.io': named(createdColumn),
  'clusterrolebindings.rbac.authorization.k8s.io': named(column('Role', roleText), ageColumn),
  'rolebindings.rbac.authorization.k8s.io': named(column('Role', roleText), ageColumn),
  'customresourcedefinitions.apiextensions.k8s.io': named(createdColumn),
  'networkpolicies.networking.k8s.io': named(
    column('Pod-Selector', (object) => labelsText(readPath(object, 'spec.podSelector.matchLabels'))),
    ageColumn,
  ),
  'endpointslices.discovery.k8s.io': named(
    column('AddressType', at('addressType')),
    column('Ports', sliceText('ports', 'port')),
    column('Endpoints', sliceText('endpoints', 'addresses')),
    ageColumn,
  ),
  'poddisruptionbudgets.policy': named(
    column('Min Available', at('spec.minAvailable', 'N/A')),
    column('Max Unavailable', at('spec.maxUnavailable', 'N/A')),
    column('Allowed Disruptions', numberAt('status.disruptionsAllowed'), 0, 'integer'),
    ageColumn,
  ),
  'priorityclasses.scheduling.k8s.io': named(
    column('Value', numberAt('value'), 0, 'integer'),
    column('Global-Default', at('globalDefault', 'false')),
    ageColumn,
    column('PreemptionPolicy', at('preemptionPolicy', 'PreemptLowerPriority')),
  ),
  'storageclasses.storage.k8s.io': named(
    column('Provisioner', at('provisioner')),
    column('ReclaimPolicy', at('reclaimPolicy')),
    column('VolumeBindingMode', at('volumeBindingMode')),
    column('AllowVolumeExpansion', at('allowVolumeExpansion', 'false')),
    ageColumn,
  ),
  persistentvolumes: named(
    column('Capacity', at('spec.capacity.storage', '')),
    column('Access Modes', accessModes),
    column('Reclaim Policy', at('spec.persistentVolumeReclaimPolicy', '')),
    column('Status', at('status.phase')),
    column('Claim', (object) => {
      const { namespace, name } = fieldsOf(readPath(object, 'spec.claimRef'));
      return name === undefined ? '' : `${namespace}/${name}`;
    }),
    column('StorageClass', at('spec.storageClassName', '')),
    column('VolumeAttributesClass', at('spec.volumeAttributesClassName', '<unset>')),
    column('Reason', at('status.reason', '')),
    ageColumn,
    column('VolumeMode', at('spec.volumeMode', 'Filesystem'), 1),
  ),
  persistentvolumeclaims: named(
    column('Status', at('status.phase')),
    column('Volume', at('spec.volumeName', '')),
    column('Capacity', at('status.capacity.storage', '')),
    column('Access Modes', accessModes),
    column('StorageClass', at('spec.storageClassName', '')),
    column('VolumeAttributesClass', at('spec.volumeAttributesClassName', '<unset>')),
    ageColumn,
    column('VolumeMode', at('spec.volumeMode', 'Filesystem'), 1),
  ),
  resourcequotas: named(column('Request', used('')), column('Limit', used('limits.')), ageColumn),
  limitranges: named(createdColumn),
  podtemplates: named(ageColumn),
  'controllerrevisions.apps': named(
    column('Controller', (object) => {
      const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true);
      return owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}.apps/${owner.name}`;
    }),
    column('Revision', numberAt('revision'), 0, 'integer'),
    ageColumn,
  ),
  'horizontalpodautoscalers.autoscaling': named(
    column('Reference', scaled),
    column('Targets', targets),
    column('MinPods', at('spec.minReplicas', '<unset>')),
    column('MaxPods', numberAt('spec.maxReplicas'), 0, 'integer'),
    column('Replicas', numberAt('status.currentReplicas'), 0, 'integer'),
    ageColumn,
  ),
  'ingresses.networking.k8s.io': named(
    column('Class', at('spec.ingressClassName')),
    column('Hosts', hosts),
    column('Address', balancers),
    column('Ports', (object) => (itemsOf(readPath(object, 'spec.tls')).length > 0 ? '80, 443' : '80')),
    ageColumn,
  ),
  'ingressclasses.networking.k8s.io': named(
    column('Controller', at('spec.controller')),
    column('Parameters', at('spec.parameters.name')),
    ageColumn,
  ),
  'ipaddresses.networking.k8s.io': named(
    column('ParentRef', (object) => {
      const { resource, namespace, name } = fieldsOf(readPath(object, 'spec.parentRef'));
      return `${resource}/${namespace}/${name}`;
    }),
    ageColumn,
  ),
  'servicecidrs.networking.k8s.io': named(column('CIDRs', joined('spec.cidrs')), ageColumn),
  'runtimeclasses.node.k8s.io': named(column('Handler', at('handler')), ageColumn),
  'csidrivers.storage.k8s.io': named(
    column('AttachRequired', at('spec.attachRequired', 'true')),
    column('PodInfoOnMount', at('spec.podInfoOnMount', 'false')),
    column('StorageCapacity', at('spec.storageCapacity', 'false')),
    column('TokenRequests', (object) => {
      const audiences = itemsOf(readPath(object, 'spec.tokenRequests')).map((item) => fieldsOf(item)['audience']);
      return text(audiences.join(','), '<unset>');
    }),
    column('RequiresRepublish', at('spec.requiresRepublish', 'false')),
    column('Modes', joined('spec.volumeLifecycleModes', '<none>')),
    ageColumn,
  ),
  'csinodes.storage.k8s.io': named(column('Drivers', size('spec.drivers'), 0, 'integer'), ageColumn),
  'volumeattachments.storage.k8s.io': named(
    column('Attacher', at('spec.attacher')),
    column('PV', at('spec.source.persistentVolumeName', '')),
    column('Node', at('spec.nodeName')),
    column('Attached', at('status.attached', 'false')),
    ageColumn,
  ),
  'apiservices.apiregistration.k8s.io': named(column('Service', apiService), column('Available', available), ageColumn),
  'certificatesigningrequests.certificates.k8s.io': named(
    ageColumn,
    column('SignerName', at('spec.signerName')),
    column('Requestor', at('spec.username', '')),
    column('RequestedDuration', at('spec.expirationSeconds', '<none>')),
    column('Condition', requestState),
  ),
  'mutatingwebhookconfigurations.admissionregistration.k8s.io': named(column('Webhooks', size('webhooks')), ageColumn),
  'validatingwebhookconfigurations.admissionregistration.k8s.io': named(
    column('Webhooks', size('webhooks')),
    ageColumn,
  ),
  'flowschemas.flowcontrol.apiserver.k8s.io': named(
    column('PriorityLevel', at('spec.priorityLevelConfiguration.name')),
    column('MatchingPrecedence', numberAt('spec.matchingPrecedence'), 0, 'integer'),
    column('DistinguisherMethod', at('spec.distinguisherMethod.type')),
    ageColumn,
  ),
  'prioritylevelconfigurations.flowcontrol.apiserver.k8s.io': named(
    column('Type', at('spec.type')),
    column('NominalConcurrencyShares', at('spec.limited.nominalConcurrencyShares')),
    ageColumn,
  ),
};
