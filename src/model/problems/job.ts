import { type CatalogueEntry, caller, platform, transient } from './entry.ts';

/** How a job can end, whatever it was at. */
export const jobProblems = {
  canceled: caller(
    409,
    'The job was canceled',
    'inventory says what exists in Azure; retry the job to go on, or delete the cluster.',
    { retryable: 'never' },
  ),
  superseded: caller(409, 'A delete took the place of this job', 'Follow the delete.', { retryable: 'never' }),
  forced: platform(409, 'An operator ended the job', 'See what is left in Azure, then delete the cluster.', {
    actionBy: 'operator',
  }),
  'job-lost': platform(
    500,
    'The job on the cluster was lost',
    'Delete the cluster and order it again: nobody knows how far the job had come.',
    { retryable: 'never', actionBy: 'caller' },
  ),
  'preflight-failed': caller(
    422,
    'The order cannot succeed in Azure as things are',
    'Mend what errors names, each as its finding says; then retry the job.',
  ),
  'deadline-exceeded': transient(
    504,
    'The step or the job did not end in time',
    'Retry the job: it goes on where it stopped. If it ends so again, diagnosis says what Azure and the nodes tell.',
  ),
} as const satisfies Record<string, CatalogueEntry>;

/** What goes wrong inside a cluster that Azure has made. */
export const insideProblems = {
  'cluster-unreachable': platform(
    504,
    'The API server of the cluster does not answer',
    'Check the network path from the workers to the API server.',
  ),
  'cluster-access-denied': platform(
    403,
    'The API server of the cluster does not let Slipway in',
    "Give the account's principal the role Azure Kubernetes Service RBAC Cluster Admin on the cluster or above it (enableAzureRbac), or put it into one of the aadProfile's adminGroupObjectIds; then retry the job.",
  ),
  'cluster-not-answering': transient(
    504,
    'The API server did not answer during the installation',
    'Retry the job: to install again changes nothing. If it lasts, look whether the cluster is running in Azure.',
  ),
  'chart-repository-unavailable': platform(
    503,
    'The chart repository does not answer',
    'Check the network path from the workers to the chart repository.',
    { retryable: 'now', actionBy: 'operator' },
  ),
  'chart-not-found': caller(
    422,
    'The chart is not there',
    'Order a version that the repository has; where charts come from a directory, its operator puts the archive there.',
  ),
  'chart-digest-mismatch': platform(
    502,
    'The chart is not the one that was meant',
    'Do not install it. Find out who changed the archive: the mirror, or the digest in the order or the settings.',
    { actionBy: 'operator' },
  ),
  'nodes-missing': platform(
    504,
    'Fewer nodes registered than were ordered',
    'Look at the scale sets in the node resource group: machines that were not allocated, did not start or cannot reach the API server. Mend that, then retry the job.',
  ),
  'cni-install-failed': caller(
    502,
    'The CNI could not be installed',
    'Check the values given for the CNI, and whether the chart repository can be reached.',
  ),
  'cni-not-ready': caller(
    504,
    'The CNI did not make all nodes Ready',
    "Look at the CNI's pods and the Ready message of the nodes.",
  ),
  'cluster-refused': platform(
    502,
    'The API server of the cluster refuses a request',
    'Exempt namespaces with the label slipway-probe from the policy that the message names, or order verify: nodes; then retry the job.',
  ),
  'dns-not-ready': platform(
    504,
    'The cluster’s DNS did not become Available',
    'Look at the pods of kube-system/coredns: whether they find a node, can pull their image and reach the API server.',
  ),
  'probe-image-unavailable': platform(
    502,
    'The nodes cannot pull the image of the probe pods',
    'Let the nodes reach the registry, or name a copy of the image in SLIPWAY_PROBE_IMAGE; then retry the job.',
  ),
  'probe-not-started': platform(
    504,
    'The probe pods did not start',
    'Make room on the nodes for two small pods, and see what the message says of them; then retry the job.',
  ),
  'pods-not-connected': platform(
    502,
    'Pods cannot reach each other',
    'Let the nodes exchange the traffic of the CNI, and look at its pods; then retry the job.',
  ),
} as const satisfies Record<string, CatalogueEntry>;
