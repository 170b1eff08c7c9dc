import { type Static, type TProperties, type TString, Type } from 'typebox';
import {
  AadProfileSchema,
  ApiServerAccessSchema,
  type Identity,
  IdentitySchema,
  type ResolvedAadProfile,
  type ResolvedApiServerAccess,
} from './access.ts';
import { NetworkSchema, type ResolvedNetwork } from './network.ts';
import { NodePoolSchema, type ResolvedPool } from './node-pool.ts';
import {
  type AutoUpgrade,
  AutoUpgradeSchema,
  type MaintenanceWindow,
  MaintenanceWindowSchema,
  type NodeOsUpgrade,
  NodeOsUpgradeSchema,
} from './upkeep.ts';

const closed = { additionalProperties: false } as const;

/** The ticket this work is done for; echoed in every job, event and log line, never fetched. */
export const TicketSchema = Type.Object(
  {
    system: Type.Enum(['servicenow', 'jira', 'github', 'azuredevops', 'other']),
    id: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._/#-]{0,63}$', description: 'CHG0030015, OPS-123' }),
    ref: Type.Optional(Type.String({ maxLength: 128, description: "The ticketing system's own key, a sys_id say" })),
    url: Type.Optional(Type.String({ maxLength: 2048, pattern: '^https://' })),
  },
  closed,
);
export type Ticket = Static<typeof TicketSchema>;

/** Most labels of one cluster. */
export const mostLabels = 32;
const label = { name: Type.String({ pattern: '^.{1,63}$' }), value: Type.String({ maxLength: 128 }) };

export const LabelsSchema = Type.Record(label.name, label.value, {
  maxProperties: mostLabels,
  additionalProperties: false,
  description: 'Up to 32 labels, echoed in jobs and events.',
});

const metadataName = Type.String({ pattern: '^.{1,128}$' });
export const MetadataSchema = Type.Record(metadataName, Type.String(), {
  additionalProperties: false,
  description: 'An opaque map of strings, 8 KiB in all, echoed and never read.',
});

/** What changes a cluster without a job: a merge patch (RFC 7396), in which `null` takes away. */
export const ClusterChangeSchema = Type.Object(
  {
    deletionProtection: Type.Optional(Type.Boolean({ description: 'While it is on, a delete is refused' })),
    labels: Type.Optional(patchOf(label.name, label.value)),
    metadata: Type.Optional(patchOf(metadataName, Type.String())),
  },
  { ...closed, minProperties: 1, examples: [{ deletionProtection: false, labels: { team: null } }] },
);
export type ClusterChange = Static<typeof ClusterChangeSchema>;

function patchOf<Name extends TString, Value extends TString>(name: Name, value: Value) {
  const member = Type.Union([value, Type.Null()]);
  return Type.Union([Type.Record(name, member, { additionalProperties: false }), Type.Null()]);
}

const ResourceGroupSchema = Type.Union([
  Type.String({ pattern: '^[-\\w._()]{0,89}[-\\w_()]$', description: 'An existing group.' }),
  Type.Object(
    {
      name: Type.String({ pattern: '^[-\\w._()]{0,89}[-\\w_()]$' }),
      create: Type.Optional(Type.Boolean({ description: 'Make the group if it does not exist. Default false.' })),
    },
    closed,
  ),
]);

/** What the id of an Azure subscription, and the name of a region, look like. */
export const subscriptionPattern = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
export const regionPattern = '^[a-z0-9]{1,64}$';

/**
 * Every field of an order but `cni`, which is a union over the plug-ins that `provisioning/cni` lists.
 * Field names are those of the AKS API where it has one.
 */
export const orderFields = {
  name: Type.String({
    pattern: '^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$',
    description: 'The name of the AKS cluster; unique among your live clusters.',
  }),
  account: Type.Optional(
    Type.String({ maxLength: 64, description: 'The configured Azure account. Default: your first.' }),
  ),
  subscriptionId: Type.Optional(
    Type.String({
      pattern: subscriptionPattern,
      description: "Default: the account's first.",
    }),
  ),
  resourceGroup: ResourceGroupSchema,
  location: Type.String({ pattern: regionPattern, description: 'An Azure region, `westeurope` say.' }),
  kubernetesVersion: Type.Optional(
    Type.String({
      pattern: '^\\d+\\.\\d+(\\.\\d+)?$',
      description: "`1.35` or `1.35.2`. Left out: the region's default, resolved once and stored.",
    }),
  ),
  tags: Type.Optional(
    Type.Record(Type.String({ pattern: '^[^<>%&\\\\?/]{1,512}$' }), Type.String({ maxLength: 256 }), {
      maxProperties: 40,
      additionalProperties: false,
      description: 'Azure tags of the cluster. The prefix `slipway-` is ours.',
    }),
  ),
  tier: Type.Optional(
    Type.Enum(['Free', 'Standard', 'Premium'], {
      description: 'The SLA of the control plane; Premium has long-term support. Default Free.',
    }),
  ),
  dnsPrefix: Type.Optional(
    Type.String({
      pattern: '^[a-zA-Z0-9]$|^[a-zA-Z0-9][a-zA-Z0-9-]{0,52}[a-zA-Z0-9]$',
      description: 'Begins the FQDN of the API server. Default: made of name, group and subscription.',
    }),
  ),
  nodeResourceGroup: Type.Optional(
    Type.String({
      pattern: '^[-\\w._()]{0,79}[-\\w_()]$',
      description: 'The group that AKS makes for the nodes. Default `MC_{group}_{name}_{location}`.',
    }),
  ),
  identity: Type.Optional(IdentitySchema),
  nodePools: Type.Optional(
    Type.Array(NodePoolSchema, {
      minItems: 1,
      maxItems: 100,
      description: 'Default: one System pool `nodepool1` of 3 nodes. At least one System pool.',
    }),
  ),
  network: Type.Optional(NetworkSchema),
  apiServerAccess: Type.Optional(ApiServerAccessSchema),
  aadProfile: Type.Optional(AadProfileSchema),
  disableLocalAccounts: Type.Optional(
    Type.Boolean({ description: 'No admin credential: every login is by Entra. Needs aadProfile. Default false.' }),
  ),
  sshPublicKey: Type.Optional(
    Type.String({ maxLength: 16_384, description: 'One line, `ssh-rsa …` or `ssh-ed25519 …`. Left out: no SSH.' }),
  ),
  adminUsername: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z][-A-Za-z0-9_]{0,63}$',
      description: 'Who logs in to nodes by SSH; only with sshPublicKey. Default azureuser.',
    }),
  ),
  autoUpgrade: Type.Optional(AutoUpgradeSchema),
  nodeOsUpgrade: Type.Optional(NodeOsUpgradeSchema),
  maintenanceWindow: Type.Optional(MaintenanceWindowSchema),
  armOverrides: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'A merge patch (RFC 7396) laid over the ARM body last, in wire names: `{"properties": {…}}`.',
    }),
  ),
  onFailure: Type.Optional(
    Type.Enum(['keep', 'delete'], {
      description: 'Whether a failed create removes what it made. Default keep.',
    }),
  ),
  deletionProtection: Type.Optional(
    Type.Boolean({ description: 'Refuse to delete the cluster until this is taken back. Default false.' }),
  ),
  verify: Type.Optional(
    Type.Enum(['pods', 'nodes'], {
      description: 'What `Succeeded` proves: that pods talk, or only that all nodes are Ready. Default pods.',
    }),
  ),
  ticket: Type.Optional(TicketSchema),
  labels: Type.Optional(LabelsSchema),
  metadata: Type.Optional(MetadataSchema),
} satisfies TProperties;

/** The caller's choice of CNI as every plug-in has it; each plug-in's own schema narrows it. */
export interface CniOrder {
  plugin: string;
  version?: string;
  /** `sha256:…` of the chart's archive. */
  digest?: string;
  values?: Record<string, unknown>;
}

const OrderFieldsSchema = Type.Object(orderFields);
/** A well-formed order, as the caller wrote it. */
export type Order = Static<typeof OrderFieldsSchema> & { cni: CniOrder };

/**
 * An order with every default filled in: what is stored, shown, and sent to Azure. What an earlier release did not know
 * its records lack: there the default holds.
 */
export interface ResolvedOrder {
  name: string;
  account: string;
  subscriptionId: string;
  resourceGroup: { name: string; create: boolean };
  location: string;
  /** Absent until the region's list of versions has been read. */
  kubernetesVersion?: string;
  tier?: 'Free' | 'Standard' | 'Premium';
  dnsPrefix: string;
  /** Absent: AKS's own name. */
  nodeResourceGroup?: string;
  tags: Record<string, string>;
  identity?: Identity;
  nodePools: ResolvedPool[];
  network: ResolvedNetwork;
  apiServerAccess?: ResolvedApiServerAccess;
  /** Absent: no Entra logins. */
  aadProfile?: ResolvedAadProfile;
  disableLocalAccounts?: boolean;
  /** Absent: no SSH. */
  sshPublicKey?: string;
  adminUsername?: string;
  autoUpgrade?: AutoUpgrade;
  nodeOsUpgrade?: NodeOsUpgrade;
  maintenanceWindow?: Required<MaintenanceWindow>;
  armOverrides?: Record<string, unknown>;
  cni: CniOrder;
  onFailure: 'keep' | 'delete';
  verify: 'pods' | 'nodes';
}
