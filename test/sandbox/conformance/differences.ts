import type { Difference } from './diff.ts';

/** A difference that is known; the test fails without it, and fails if it no longer occurs. */
export interface KnownDifference {
  /** A place as `diff.ts` names it; `*` stands for anything. */
  where: string;
  kind: Difference['kind'];
  /** The recordings in each of which it occurs. */
  recordings: string[];
  what: string;
  why: string;
}

/** Exchanges that are played, and whose answers are not compared. */
export interface NotCompared {
  recording: string;
  /** First and last, counted from 0. */
  exchanges: [from: number, to: number];
  why: string;
}

const OF_2021 = ['get_while_deleting_2021'];
const OF_2022 = ['create_user_assigned_identity_byo_subnet', 'nodepool_add_scale_update_delete'];
const OF_2023 = ['create_network_plugin_none', 'create_again_kubenet'];
const UNTIL_2022 = [...OF_2021, ...OF_2022];
const UNTIL_2023 = [...UNTIL_2022, ...OF_2023];
const CREATES_UNTIL_2023 = [...OF_2022, ...OF_2023];

const older = (since: string) => `Azure has changed since; the sandbox answers as in ${since}.`;

/** All that the sandbox answers otherwise than Azure did in the recordings. */
export const DIFFERENCES: KnownDifference[] = [
  {
    where: 'header azure-asyncoperation',
    kind: 'another value',
    recordings: [...CREATES_UNTIL_2023, 'abort_create'],
    what: '`api-version=2016-03-30` instead of `2025-03-01`; until 2023 the URL was not signed, that of Network neither.',
    why: older('2026'),
  },
  {
    where: 'header location',
    kind: 'another value',
    recordings: ['nodepool_add_scale_update_delete', ...OF_2023, 'abort_create'],
    what: 'The same of the URL of the result.',
    why: older('2026'),
  },
  {
    where: 'body name = id in the URL',
    kind: 'another value',
    recordings: CREATES_UNTIL_2023,
    what: "An operation's name was the id of its URL with the first three groups turned round byte by byte.",
    why: older('2025'),
  },
  {
    where: 'body *.kubernetesVersion',
    kind: 'another value',
    recordings: UNTIL_2023,
    what: 'A create without a version showed the patch that it got; now it shows the minor, and the patch beside it.',
    why: older('2025'),
  },
  {
    where: 'body *.orchestratorVersion',
    kind: 'another value',
    recordings: UNTIL_2023,
    what: 'The same of its pools.',
    why: older('2025'),
  },
  {
    where: 'body *.nodeImageVersion',
    kind: 'another value',
    recordings: UNTIL_2022,
    what: 'Ubuntu 18.04, with its date written otherwise, instead of 22.04.',
    why: older('2023'),
  },
  {
    where: 'body *.upgradeSettings*',
    kind: 'only in the sandbox',
    recordings: UNTIL_2023,
    what: '`maxSurge` was not filled in.',
    why: older('2025'),
  },
  {
    where: 'body *.scaleDownMode',
    kind: 'only in the sandbox',
    recordings: CREATES_UNTIL_2023,
    what: '`Delete` was not filled in.',
    why: older('2025'),
  },
  {
    where: 'body *.nodeLabels',
    kind: 'only in the sandbox',
    recordings: CREATES_UNTIL_2023,
    what: 'The answer to a create did not show `{}` where there are none.',
    why: older('2025'),
  },
  {
    where: 'body *.enableNodePublicIP',
    kind: 'only in the sandbox',
    recordings: OF_2021,
    what: '`false` was not filled in.',
    why: older('2026'),
  },
  {
    where: 'body *.loadBalancerSku',
    kind: 'another value',
    recordings: UNTIL_2023,
    what: '`standard` became `Standard` when the cluster had been made.',
    why: older('2025'),
  },
  {
    where: 'body *.nodeProvisioningProfile.defaultNodePools',
    kind: 'missing in the sandbox',
    recordings: ['get_cluster_byo_node_and_pod_subnet_2025'],
    what: '`Auto` was shown with the mode `Manual`, too.',
    why: older('2026'),
  },
  {
    where: 'body type',
    kind: 'only in the sandbox',
    recordings: ['get_cluster_byo_node_and_pod_subnet_2025'],
    what: 'Resource groups had no `type`.',
    why: 'The request has the api-version 2016-09-01 of Resources, which nobody sends any more.',
  },
  {
    where: 'header retry-after',
    kind: 'only in the sandbox',
    recordings: ['create_user_assigned_identity_byo_subnet', 'identity_and_vnet_create_2025'],
    what: 'The recordings of Network have no `Retry-After`.',
    why: 'It was left out of the transcript: the client polled 3 s after the write and 10 s after a look, not its own 30 s.',
  },
  {
    where: 'body *.servicePrincipalProfile.clientId',
    kind: 'another value',
    recordings: [...OF_2022, ...OF_2023, 'abort_create'],
    what: 'An id instead of `msi`.',
    why: "azure-cli's recorder writes this id over each client id; other recorders show `msi`.",
  },
];

/** What is not compared, and why. */
export const NOT_COMPARED: NotCompared[] = [
  {
    recording: 'create_user_assigned_identity_byo_subnet',
    exchanges: [11, 11],
    why: 'The answer to this update was not transcribed; a test of its own holds what is known of it.',
  },
];
