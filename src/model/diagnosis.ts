import { type Static, Type } from 'typebox';

/** A failure in Azure's activity log, with the innermost cause that is known. */
const ActivitySchema = Type.Object({
  at: Type.String(),
  /** `Microsoft.Compute/virtualMachineScaleSets/write` */
  operation: Type.String(),
  /** The ARM id of what it was done to. */
  resource: Type.String(),
  code: Type.String(),
  message: Type.Optional(Type.String()),
  correlationId: Type.Optional(Type.String()),
});
export type Activity = Static<typeof ActivitySchema>;

/** A node that is not as it should be, with the conditions that say so. */
const NodeTroubleSchema = Type.Object({
  name: Type.String(),
  conditions: Type.Array(
    Type.Object({ type: Type.String(), status: Type.String(), reason: Type.String(), message: Type.String() }),
  ),
});
export type NodeTrouble = Static<typeof NodeTroubleSchema>;

/** A pod that does not run, or is not ready, and why. */
const PodTroubleSchema = Type.Object({
  namespace: Type.String(),
  name: Type.String(),
  phase: Type.String(),
  reason: Type.String(),
  message: Type.String(),
});
export type PodTrouble = Static<typeof PodTroubleSchema>;

/** What was found out about a failed job, kept small: the newest, and no more of each than a ticket can show. */
export const DiagnosisSchema = Type.Object(
  {
    activityLog: Type.Array(ActivitySchema),
    nodes: Type.Array(NodeTroubleSchema),
    pods: Type.Array(PodTroubleSchema),
    unknown: Type.Array(Type.String(), { description: 'What could not be looked at, and why' }),
  },
  { description: 'What Azure and the cluster said when the job failed' },
);
export type Diagnosis = Static<typeof DiagnosisSchema>;
