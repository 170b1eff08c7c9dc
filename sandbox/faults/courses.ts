import type { CatalogueEntry } from './entry.ts';

/** Faults that change the course of a create or a delete, or the inside of a cluster. */
export const courses = {
  'create-fails': {
    what: 'the operation and the cluster end `Failed`, the cause nested in `details` with a SubCode, `Retriable: false`',
  },
  'create-denied': {
    what: 'the operation and the cluster end `Failed` for want of a right that is on its way (`LinkedAuthorizationFailed`)',
    timesByTag: 1,
  },
  'succeeded-but-failed': { what: 'the operation ends `Succeeded`, the cluster `Failed`' },
  'failed-but-succeeded': { what: 'the operation ends `Failed`, the cluster `Succeeded`' },
  'failed-but-exists': {
    what: 'both end `Failed`, AKS says that it goes on trying, and the cluster turns `Succeeded` two minutes later (`params.minutes`)',
  },
  'retried-in-vain': { what: 'both end `Failed`, AKS says that it goes on trying, and nothing comes of it' },
  'canceled-by-hand': { what: 'somebody aborts the create under way: the cluster ends `Canceled`' },
  'deleted-by-hand': {
    what: 'somebody deletes the cluster under way, two minutes after the PUT (`params.minutes`)',
  },
  'delete-forgotten': {
    what: 'the operation of the delete ends `Succeeded`, and the cluster stands as before',
    timesByTag: 1,
  },
  overtaken: {
    what: 'just before the PUT somebody else makes a cluster of that name (with `params.tags`, none): 412',
    timesByTag: 1,
  },
  slow: { what: 'operations take ten times as long (`params.factor`)' },
  'plugin-replaced': { what: 'the cluster reads back with `networkPlugin: kubenet`' },
  'nodes-short': { what: 'one node fewer than ordered registers in the first pool (`params.missing`)' },
  'nodes-never-ready': { what: 'no node turns Ready, whatever CNI is installed' },
  'pod-network-broken': { what: 'pods run and cannot reach each other' },
  'cross-node-broken': { what: 'pods reach each other on their own node only' },
  'service-network-broken': { what: 'no Service is reached by its ClusterIP' },
  'dns-broken': { what: 'CoreDNS is Available and answers nobody' },
  'flaky-pod-network': { what: 'the first pods that use the network fail (`params.pods`, 2)' },
  'coredns-never-ready': { what: 'the pods of CoreDNS run and are never Ready' },
  'image-pull-fails': { what: 'images whose name contains `params.image` (`busybox`) cannot be pulled' },
  'api-server-down': { what: 'the API server answers 503' },
} satisfies Record<string, CatalogueEntry>;
