import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { idPattern } from '../../../../model/id.ts';
import type { HttpContext } from '../../context.ts';
import { acceptJob } from '../../reply/job-reply.ts';
import { callerOf } from '../../request/auth.ts';
import { acceptedJob } from '../../schemas/answers.ts';
import { OrphansView, RebuiltView } from '../../schemas/inventory.ts';
import { azure, problems } from '../../schemas/problem.ts';
import { ref } from '../../schemas/ref.ts';

const closed = { additionalProperties: false } as const;
const tags = ['operator'];
const exampleArmId =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/first-rg/providers/Microsoft.ContainerService/managedClusters/first';
/** How long a request waits for Azure's budgets; the command has more patience. */
const patienceMs = 20_000;
/** Where no account is configured. */
const nobody = 'account-not-allowed';

/** What Azure has and what the store knows, for operators. */
export function operatorInventoryRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { operator } = context;
  return async (app) => {
    app.get(
      '/v1/operator/orphans',
      {
        config: { scope: 'operator:read', waitsForOthers: true },
        schema: {
          operationId: 'listOrphans',
          summary: 'List clusters with our tag and no record, and records of clusters that are not in Azure',
          description: 'Reads every subscription of every account. Nothing is deleted by looking.',
          tags,
          response: { 200: ref(OrphansView), ...problems(nobody) },
        },
      },
      () => operator.listOrphans({ patienceMs }),
    );

    app.post(
      '/v1/operator/orphans/delete',
      {
        config: { scope: 'operator:write', waitsForOthers: true },
        schema: {
          operationId: 'deleteOrphan',
          summary: 'Delete a cluster with our tag that no record knows of',
          description: 'Gives it a record, and places an ordinary delete for its tenant.',
          tags,
          body: Type.Object(
            { armId: Type.String({ maxLength: 512 }) },
            { ...closed, examples: [{ armId: exampleArmId }] },
          ),
          response: {
            202: acceptedJob,
            ...problems('body', 'not-found', 'invalid-state', 'operation-in-progress', ...azure),
          },
        },
      },
      async (request, reply) => {
        const job = await operator.deleteOrphan(request.body.armId, { by: callerOf(request).id, patienceMs });
        return acceptJob(reply, job, context);
      },
    );

    app.post(
      '/v1/operator/orphans/forget',
      {
        config: { scope: 'operator:write', waitsForOthers: true },
        schema: {
          operationId: 'forgetOrphan',
          summary: 'End the record of a cluster that is not in Azure',
          description: 'Places an ordinary delete, which finds nothing.',
          tags,
          body: Type.Object(
            { clusterId: Type.String({ pattern: idPattern('cls') }) },
            { ...closed, examples: [{ clusterId: 'cls_01a206b0aa917de2973af52b9a8c0177' }] },
          ),
          response: {
            202: acceptedJob,
            ...problems(
              'body',
              'validation-failed',
              'not-found',
              'invalid-state',
              'deletion-protected',
              'operation-in-progress',
              ...azure,
            ),
          },
        },
      },
      async (request, reply) => {
        const job = await operator.forgetOrphan(request.body.clusterId, { by: callerOf(request).id, patienceMs });
        return acceptJob(reply, job, context);
      },
    );

    app.post(
      '/v1/operator/rebuild',
      {
        config: { scope: 'operator:write', waitsForOthers: true },
        schema: {
          operationId: 'rebuild',
          summary: 'Make records anew of the clusters in Azure that have none',
          description: 'For the time after Redis was lost. Records that exist are left as they are.',
          tags,
          body: Type.Object(
            { dryRun: Type.Optional(Type.Boolean({ description: 'Only say what would be done. Default false.' })) },
            { ...closed, examples: [{ dryRun: true }] },
          ),
          response: { 200: ref(RebuiltView), ...problems('body', nobody) },
        },
      },
      (request) => operator.rebuild({ dryRun: request.body.dryRun ?? false, patienceMs, by: callerOf(request).id }),
    );
  };
}
