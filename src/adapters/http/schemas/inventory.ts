import { Type } from 'typebox';

const Unread = Type.Array(Type.Object({ subscriptionId: Type.String(), reason: Type.String() }), {
  description: 'Subscriptions that could not be read: of what is in them nothing is known',
});

const OrphanInAzure = Type.Object({
  armId: Type.String(),
  clusterId: Type.Optional(Type.String()),
  tenant: Type.Optional(Type.String()),
  orderedAt: Type.Optional(Type.String()),
  location: Type.String(),
  provisioningState: Type.String(),
  tags: Type.Record(Type.String(), Type.String()),
  reason: Type.String(),
  remedy: Type.String(),
});

/** What Azure and the store do not agree on. */
export const OrphansView = Type.Object(
  {
    clusters: Type.Array(OrphanInAzure, { description: 'In Azure with our tag, and no record knows of them' }),
    groups: Type.Array(OrphanInAzure, { description: 'Resource groups of which the same is true' }),
    records: Type.Array(
      Type.Object({
        clusterId: Type.String(),
        tenant: Type.String(),
        name: Type.String(),
        state: Type.String(),
        armId: Type.String(),
        createdAt: Type.String(),
        reason: Type.String(),
        remedy: Type.String(),
      }),
      { description: 'Records of clusters that are not in Azure' },
    ),
    unread: Unread,
  },
  { $id: 'Orphans' },
);

/** What a rebuild came to. */
export const RebuiltView = Type.Object(
  {
    dryRun: Type.Boolean(),
    restored: Type.Array(
      Type.Object({
        armId: Type.String(),
        clusterId: Type.String(),
        tenant: Type.String(),
        name: Type.String(),
        state: Type.String(),
        note: Type.Optional(Type.String({ description: 'What is not known of it, or what is wrong with it' })),
      }),
    ),
    skipped: Type.Array(Type.Object({ armId: Type.String(), clusterId: Type.String(), reason: Type.String() })),
    refused: Type.Array(Type.Object({ armId: Type.String(), reason: Type.String() })),
    unread: Unread,
  },
  { $id: 'Rebuilt' },
);
