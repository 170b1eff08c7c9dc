import { Type } from 'typebox';
import { idPattern } from '../../../model/id.ts';
import { JobView } from './job.ts';
import { ref } from './ref.ts';

const text = (description: string) => ({ type: 'string', description });

/** 202: the work is stored, and will be done; where to follow it. */
export const acceptedJob = {
  description: 'Accepted: the job is stored and will be worked on. Follow `Operation-Location`.',
  headers: {
    'operation-location': text('The job'),
    location: text('The job'),
    'retry-after': text('Seconds until it is worth asking'),
    'idempotency-replayed': text('`true` if this request was accepted before'),
  },
  content: { 'application/json': { schema: ref(JobView) } },
};

/** 304: nothing new. */
export const unchanged = { description: 'The version in `If-None-Match` is the current one.', type: 'null' };

/** 204: nothing to say. */
export const noContent = (description: string) => ({ description, type: 'null' });

/** The path member of one resource. An id of another form names nothing, so it is a 404. */
export const clusterId = Type.Object({ id: Type.String({ pattern: idPattern('cls') }) });
export const jobId = Type.Object({ id: Type.String({ pattern: idPattern('job') }) });
export const pauseId = Type.Object({ id: Type.String({ pattern: idPattern('pau') }) });
export const endpointId = Type.Object({ id: Type.String({ pattern: idPattern('whe') }) });
export const deliveryId = Type.Object({
  id: Type.String({ pattern: idPattern('whe') }),
  deliveryId: Type.String({ pattern: idPattern('dlv') }),
});

/** Request headers that routes document; they are read and checked by `request/`. */
export const idempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Send the same key with the same body again: you get the first job, no second one.' }),
  ),
  traceparent: Type.Optional(Type.String({ description: 'W3C Trace Context; stored on the job' })),
});
export const ifMatch = Type.Object({
  'if-match': Type.Optional(Type.String({ description: 'An `ETag` you were given' })),
});
export const ifNoneMatch = Type.Object({
  'if-none-match': Type.Optional(Type.String({ description: 'An `ETag` you were given' })),
});
