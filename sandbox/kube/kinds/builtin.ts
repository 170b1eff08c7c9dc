import { builtinType } from '../schema/builtin.ts';
import { defaultColumns } from './cells.ts';
import { builtinColumns } from './columns.ts';
import type { Kind } from './kind.ts';

/*
 * One line a kind: group/version, kind, plural, short names, then flags:
 *   N namespaced  S status subresource  C scale subresource  G counts generations  R review (create only)
 *   all: in the category `all`   type=T: its schema is the type T rather than the one of its name
 */
const table = `
v1 ConfigMap configmaps cm N
v1 Endpoints endpoints ep N
v1 Event events ev N
v1 LimitRange limitranges limits N
v1 Namespace namespaces ns S
v1 Node nodes no S
v1 PersistentVolumeClaim persistentvolumeclaims pvc N,S
v1 PersistentVolume persistentvolumes pv S
v1 Pod pods po N,S,G,all
v1 PodTemplate podtemplates - N,G
v1 ReplicationController replicationcontrollers rc N,S,C,G,all
v1 ResourceQuota resourcequotas quota N,S
v1 Secret secrets - N
v1 ServiceAccount serviceaccounts sa N
v1 Service services svc N,S,all
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations - G
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy validatingadmissionpolicies - S,G
admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings - G
admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations - G
apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions crd,crds S,G
apiregistration.k8s.io/v1 APIService apiservices - S
apps/v1 ControllerRevision controllerrevisions - N
apps/v1 DaemonSet daemonsets ds N,S,G,all
apps/v1 Deployment deployments deploy N,S,C,G,all
apps/v1 ReplicaSet replicasets rs N,S,C,G,all
apps/v1 StatefulSet statefulsets sts N,S,C,G,all
authentication.k8s.io/v1 SelfSubjectReview selfsubjectreviews - R
authentication.k8s.io/v1 TokenReview tokenreviews - R
authorization.k8s.io/v1 LocalSubjectAccessReview localsubjectaccessreviews - N,R
authorization.k8s.io/v1 SelfSubjectAccessReview selfsubjectaccessreviews - R
authorization.k8s.io/v1 SelfSubjectRulesReview selfsubjectrulesreviews - R
authorization.k8s.io/v1 SubjectAccessReview subjectaccessreviews - R
autoscaling/v1 HorizontalPodAutoscaler horizontalpodautoscalers hpa N,S,all,type=HorizontalPodAutoscalerV1
autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers hpa N,S,all
batch/v1 CronJob cronjobs cj N,S,G,all
batch/v1 Job jobs - N,S,G,all
certificates.k8s.io/v1 CertificateSigningRequest certificatesigningrequests csr S
coordination.k8s.io/v1 Lease leases - N
discovery.k8s.io/v1 EndpointSlice endpointslices - N,G
flowcontrol.apiserver.k8s.io/v1 FlowSchema flowschemas - S,G
flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration prioritylevelconfigurations - S,G
networking.k8s.io/v1 IngressClass ingressclasses - G
networking.k8s.io/v1 Ingress ingresses ing N,S,G
networking.k8s.io/v1 IPAddress ipaddresses ip -
networking.k8s.io/v1 NetworkPolicy networkpolicies netpol N,G
networking.k8s.io/v1 ServiceCIDR servicecidrs - S
node.k8s.io/v1 RuntimeClass runtimeclasses - -
policy/v1 PodDisruptionBudget poddisruptionbudgets pdb N,S,G
rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings - -
rbac.authorization.k8s.io/v1 ClusterRole clusterroles - -
rbac.authorization.k8s.io/v1 RoleBinding rolebindings - N
rbac.authorization.k8s.io/v1 Role roles - N
scheduling.k8s.io/v1 PriorityClass priorityclasses pc G
storage.k8s.io/v1 CSIDriver csidrivers - -
storage.k8s.io/v1 CSINode csinodes - -
storage.k8s.io/v1 CSIStorageCapacity csistoragecapacities - N
storage.k8s.io/v1 StorageClass storageclasses sc -
storage.k8s.io/v1 VolumeAttachment volumeattachments - S
storage.k8s.io/v1 VolumeAttributesClass volumeattributesclasses vac -
`;

function parseRow(row: string): Kind {
  const [apiVersion = '', kind = '', plural = '', shortNames = '', flagText = ''] = row.split(' ');
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const flags = flagText.split(',');
  const resource = group === '' ? plural : `${plural}.${group}`;
  const typeFlag = flags.find((flag) => flag.startsWith('type='));
  return {
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: shortNames === '-' ? [] : shortNames.split(','),
    categories: flags.includes('all') ? ['all'] : group === 'apiextensions.k8s.io' ? ['api-extensions'] : [],
    namespaced: flags.includes('N'),
    resource,
    type: builtinType(typeFlag?.slice('type='.length) ?? kind),
    subresources: [...(flags.includes('S') ? ['status'] : []), ...(flags.includes('C') ? ['scale'] : [])],
    columns: builtinColumns[resource] ?? defaultColumns,
    counted: flags.includes('G'),
    createOnly: flags.includes('R'),
    custom: false,
  };
}

/** Every kind that a new cluster serves. */
export const builtinKinds: Kind[] = table.trim().split('\n').map(parseRow);

/** A built-in kind by where its objects are stored; of two versions, the newest. */
export function builtinKind(resource: string): Kind {
  const kind = builtinKinds.findLast((candidate) => candidate.resource === resource);
  if (kind === undefined) throw new Error(`no built-in kind is stored as ${resource}`);
  return kind;
}
