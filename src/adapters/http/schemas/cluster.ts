import { Type } from 'typebox';
import { ClusterStateSchema, NodeSchema } from '../../../model/cluster.ts';
import { LabelsSchema, MetadataSchema, TicketSchema } from '../../../model/order.ts';
import { ProblemView } from './problem.ts';
import { ref } from './ref.ts';

/** A node of a cluster. */
export const NodeView = Type.Object(NodeSchema.properties, { $id: 'Node' });

/** A cluster as callers see it. */
export const ClusterView = Type.Object(
  {
    id: Type.String(),
    tenant: Type.String(),
    name: Type.String(),
    state: ClusterStateSchema,
    origin: Type.String(),
    armId: Type.String(),
    order: Type.Record(Type.String(), Type.Unknown(), { description: 'The order, every default filled in' }),
    ticket: Type.Optional(TicketSchema),
    labels: LabelsSchema,
    metadata: MetadataSchema,
    deletionProtection: Type.Boolean({ description: 'A delete is refused until this is taken back' }),
    requestedBy: Type.String(),
    createdAt: Type.String(),
    updatedAt: Type.String(),
    error: Type.Optional(ref(ProblemView)),
    activeJob: Type.Optional(Type.String()),
    lastJob: Type.Optional(Type.String({ description: 'Absent where it was lost' })),
    rebuiltAt: Type.Optional(
      Type.String({ description: 'When the record was made anew from what Azure says of the cluster' }),
    ),
    observed: Type.Record(Type.String(), Type.Unknown(), { description: 'What was seen in Azure and inside' }),
    links: Type.Record(Type.String(), Type.String()),
  },
  { $id: 'Cluster', description: 'The AKS cluster that is wanted, and its state' },
);

/** The nodes of a cluster, and how they were learnt. */
export const NodeListView = Type.Object(
  {
    source: Type.Enum(['live', 'recorded'], { description: "`live`: the cluster's API server answered just now" }),
    items: Type.Array(ref(NodeView)),
    beforeCni: Type.Optional(Type.Array(ref(NodeView), { description: 'As they registered, before any CNI' })),
  },
  { $id: 'NodeList' },
);

/** The kubeconfig of a cluster: the admin's, or for kubelogin. */
export const CredentialsView = Type.Object({ kubeconfig: Type.String() }, { $id: 'Credentials' });
