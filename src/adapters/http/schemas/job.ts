import { Type } from 'typebox';
import { JobSchema } from '../../../model/job.ts';
import { ProblemView } from './problem.ts';
import { ref } from './ref.ts';

const { error: _, ...members } = JobSchema.properties;

/** A job as callers see it. */
export const JobView = Type.Object(
  {
    ...members,
    error: Type.Optional(ref(ProblemView)),
    cancelRequestedAt: Type.Optional(Type.String()),
    resourceLocation: Type.Optional(Type.String({ description: 'The cluster, once a create has succeeded' })),
    links: Type.Object({ self: Type.String(), events: Type.String(), cluster: Type.String() }),
  },
  { $id: 'Job', description: "One accepted piece of long work. `status` is one of Azure's own five words." },
);
