import { Type } from 'typebox';
import { clusterStates } from '../../../model/cluster.ts';
import { JobSchema } from '../../../model/job.ts';
import { jobConditions } from '../../../model/open-job.ts';
import { PauseSchema } from '../../../model/pause.ts';
import { StepSchema } from '../../../model/step.ts';
import { ref } from './ref.ts';

const { id, tenant, operation, status, phase, createdAt, startedAt, deadlineAt, requestedBy, ticket } =
  JobSchema.properties;
const { name, title, attempts, message, ...step } = StepSchema.properties;

/** An open job as operators see it. */
export const OpenJobView = Type.Object(
  {
    id,
    tenant,
    condition: Type.Enum([...jobConditions]),
    reason: Type.String({ description: 'By what the condition was told' }),
    operation,
    status,
    phase,
    createdAt,
    startedAt,
    deadlineAt,
    requestedBy,
    ticket,
    cluster: Type.Object({
      id: Type.String(),
      name: Type.String(),
      state: Type.Enum([...clusterStates]),
      armId: Type.String(),
    }),
    dueAt: Type.String({ description: 'When a worker is to take it; for one that is held, the end of the lease' }),
    leaseUntil: Type.Optional(Type.String({ description: 'A worker holds it until then' })),
    epoch: Type.Integer({ description: 'How often a worker has taken it' }),
    lastSavedAt: Type.String(),
    step: Type.Optional(
      Type.Object({
        name,
        title,
        status: step.status,
        attempts,
        triesInARow: Type.Integer({ description: 'Since it last had to wait for Azure' }),
        message,
        startedAt: step.startedAt,
        deadlineAt: step.deadlineAt,
      }),
    ),
  },
  { $id: 'OpenJob', description: 'A job that has not ended, whoever owns it: where it stands and what was last seen' },
);

/** A pause in force. */
export const PauseView = Type.Object(PauseSchema.properties, { $id: 'Pause' });
export const PauseListView = Type.Object({ items: Type.Array(ref(PauseView)) });
