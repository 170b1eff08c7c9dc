/** Who has to act on a problem: the caller, whoever runs the platform, Azure (for want of room, or for a while), or us. */
export type ProblemClass = 'caller' | 'platform' | 'azure-capacity' | 'azure-transient' | 'internal';
/** Whether the same request may succeed: at once, once something is mended, or never. */
export type Retryable = 'now' | 'after-fix' | 'never';

export interface CatalogueEntry {
  status: number;
  title: string;
  class: ProblemClass;
  retryable: Retryable;
  remedy?: string;
}

const caller = (status: number, title: string, remedy?: string): CatalogueEntry => ({
  status,
  title,
  class: 'caller',
  retryable: 'after-fix',
  ...(remedy ? { remedy } : {}),
});
const platform = (status: number, title: string, remedy: string): CatalogueEntry => ({
  status,
  title,
  class: 'platform',
  retryable: 'after-fix',
  remedy,
});
const capacity = (title: string, remedy: string): CatalogueEntry => ({
  status: 422,
  title,
  class: 'azure-capacity',
  retryable: 'after-fix',
  remedy,
});
const transient = (status: number, title: string): CatalogueEntry => ({
  status,
  title,
  class: 'azure-transient',
  retryable: 'now',
});

/** Every problem Slipway can tell, by code. `docs/errors.md` explains each; a test holds the two together. */
export const problemCatalogue = {
  // the request
  'malformed-json': caller(400, 'The body is not valid JSON'),
  'invalid-request': caller(400, 'The body does not follow the schema'),
  'invalid-parameter': caller(400, 'A path or query parameter is not valid'),
  'invalid-header': caller(400, 'A header is not valid'),
  'bad-url': caller(400, 'The URL cannot be decoded'),
  unauthenticated: caller(401, 'No valid credential was given'),
  'insufficient-scope': caller(403, 'The credential lacks a scope'),
  'account-not-allowed': caller(403, 'This account is not open to the caller'),
  'not-found': caller(404, 'There is no such resource'),
  'method-not-allowed': caller(405, 'The resource does not support this method'),
  'not-acceptable': caller(406, 'None of the accepted media types can be served'),
  'request-timeout': caller(408, 'The request did not arrive in time'),
  'cluster-already-exists': caller(409, 'A cluster of this name exists'),
  'operation-in-progress': {
    status: 409,
    title: 'Another job is active on the cluster',
    class: 'caller',
    retryable: 'now',
  },
  'invalid-state': caller(409, 'The resource is not in a state that allows this'),
  declared: caller(
    409,
    'The resource is declared by whoever runs Slipway',
    'Ask whoever runs Slipway to change it in the declaration file.',
  ),
  'deletion-protected': caller(409, 'The cluster is protected from being deleted'),
  'limit-reached': caller(409, 'A limit of this tenant is reached'),
  gone: caller(410, 'The resource is gone'),
  'precondition-failed': caller(412, 'The resource has changed since it was read'),
  'content-too-large': caller(413, 'The body is too large'),
  'uri-too-long': caller(414, 'The URL is too long'),
  'unsupported-media-type': caller(415, 'The body is of a type that is not understood'),
  'expectation-failed': caller(417, 'The Expect header cannot be met'),
  'validation-failed': caller(422, 'The order breaks a rule'),
  'network-conflict': caller(422, 'Address ranges collide'),
  'unsupported-version': caller(
    422,
    'The Kubernetes version is not offered',
    'Choose a version that the region offers.',
  ),
  'idempotency-key-reused': caller(422, 'The idempotency key belongs to another request'),
  'url-not-allowed': caller(422, 'The destination address is not allowed by the administrator'),
  'headers-too-large': caller(431, 'The headers are too large'),
  internal: { status: 500, title: 'Something failed inside Slipway', class: 'internal', retryable: 'now' },
  paused: { status: 503, title: 'The operator has paused this', class: 'platform', retryable: 'now' },
  'dependency-unavailable': {
    status: 503,
    title: 'Something Slipway needs does not answer',
    class: 'internal',
    retryable: 'now',
  },
  'store-full': {
    status: 503,
    title: 'There is no room for new orders',
    class: 'platform',
    retryable: 'now',
    remedy:
      'Order again after Retry-After; what was accepted goes on. If it lasts, the operator gives Redis more memory.',
  },

  // the end of a job
  canceled: { status: 409, title: 'The job was canceled', class: 'caller', retryable: 'never' },
  superseded: { status: 409, title: 'A delete took the place of this job', class: 'caller', retryable: 'never' },
  forced: platform(409, 'An operator ended the job', 'See what is left in Azure, then delete the cluster.'),
  'preflight-failed': caller(422, 'The order cannot succeed in Azure as things are'),
  'deadline-exceeded': {
    status: 504,
    title: 'The step or the job did not end in time',
    class: 'azure-transient',
    retryable: 'now',
  },

  // what Azure says
  'azure-conflict': caller(
    409,
    'A resource of this name exists that Slipway did not make',
    'Choose another cluster name or resource group: Slipway never touches what it did not create.',
  ),
  'azure-busy': transient(409, 'Azure is busy with another operation on the resource'),
  'azure-throttled': transient(429, 'Azure asks for fewer requests'),
  'azure-unavailable': transient(503, 'Azure does not answer'),
  'azure-cluster-gone': platform(
    410,
    'The cluster was deleted in Azure, and not by Slipway',
    'The activity log of the resource group names who deleted it. Then retry the job: it makes the cluster anew.',
  ),
  'azure-operation-failed': {
    status: 502,
    title: 'The Azure operation failed',
    class: 'azure-transient',
    retryable: 'after-fix',
    remedy: 'Read the Azure code and message; delete the cluster before ordering it again.',
  },
  'azure-request-refused': caller(422, 'Azure refuses the request', 'Change what the Azure message names.'),
  'azure-unauthenticated': platform(
    502,
    'Azure does not accept the credential of the account',
    'Check the tenant, client id and secret of the account, and whether the secret has expired.',
  ),
  'azure-forbidden': platform(
    403,
    'The account lacks a right in Azure',
    'Grant the action at the scope that the Azure message names.',
  ),
  'azure-policy-denied': platform(
    403,
    'An Azure Policy denies the request',
    'Ask for an exemption, or order what the policy allows.',
  ),
  'azure-provider-not-registered': platform(
    409,
    'The subscription has not registered a resource provider',
    'Run: az provider register --namespace Microsoft.ContainerService',
  ),
  'azure-not-found': caller(404, 'Something the order names does not exist in Azure'),
  'azure-locked': platform(409, 'A management lock protects the resource', 'Remove the lock, then try again.'),
  'azure-quota-exceeded': capacity(
    'A quota of the subscription is used up',
    'Ask Azure for more quota, or order less.',
  ),
  'azure-size-not-offered': capacity('The VM size is not offered here', 'Order another size, zone or region.'),
  'azure-capacity': capacity('Azure has no room for this size here', 'Try later, or another size, zone or region.'),
  'azure-subnet-unfit': caller(
    422,
    'The subnet does not fit the order',
    'Use a subnet that is not delegated and has room.',
  ),
  'azure-egress-blocked': platform(
    502,
    'The nodes cannot reach what they need',
    'Open the outbound paths that AKS requires (firewall, NSG, route table, DNS).',
  ),
  'azure-capacity-short': {
    status: 503,
    title: 'Azure has no room for this just now',
    class: 'azure-capacity',
    retryable: 'now',
    remedy: 'Try later, or another size, zone or region.',
  },
  'azure-propagating': {
    status: 503,
    title: 'A right or an identity is not known everywhere in Azure yet',
    class: 'azure-transient',
    retryable: 'now',
    remedy: 'If it does not pass within ten minutes, grant the right that the Azure message names.',
  },
  'job-lost': {
    status: 500,
    title: 'The job on the cluster was lost',
    class: 'platform',
    retryable: 'never',
    remedy: 'Delete the cluster and order it again: nobody knows how far the job had come.',
  },
  'plugin-mismatch': {
    status: 502,
    title: 'Azure made a cluster with a network plug-in of its own',
    class: 'platform',
    retryable: 'never',
    remedy: 'Delete the cluster; tell Microsoft support that networkPlugin none was not honoured.',
  },

  // the inside of the cluster
  'cluster-unreachable': platform(
    504,
    'The API server of the cluster does not answer',
    'Check the network path from the workers to the API server.',
  ),
  'cluster-not-answering': transient(504, 'The API server did not answer during the installation'),
  'chart-repository-unavailable': {
    status: 503,
    title: 'The chart repository does not answer',
    class: 'platform',
    retryable: 'now',
    remedy: 'Check the network path from the workers to the chart repository.',
  },
  'nodes-missing': {
    status: 504,
    title: 'Fewer nodes registered than were ordered',
    class: 'platform',
    retryable: 'after-fix',
    remedy:
      'Look at the scale sets in the node resource group: machines that were not allocated, did not start or cannot reach the API server. Mend that, then retry the job.',
  },
  'cni-install-failed': {
    status: 502,
    title: 'The CNI could not be installed',
    class: 'caller',
    retryable: 'after-fix',
    remedy: 'Check the values given for the CNI, and whether the chart repository can be reached.',
  },
  'cni-not-ready': {
    status: 504,
    title: 'The CNI did not make all nodes Ready',
    class: 'caller',
    retryable: 'after-fix',
    remedy: "Look at the CNI's pods and the Ready message of the nodes.",
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ProblemCode = keyof typeof problemCatalogue;
