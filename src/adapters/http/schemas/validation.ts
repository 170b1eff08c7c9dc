import { Type } from 'typebox';
import { FindingSchema } from '../../../model/finding.ts';

/** What a preflight check said. */
export const FindingView = Type.Object(FindingSchema.properties, { $id: 'Finding' });

/** What would become of an order. */
export const OrderValidationView = Type.Object(
  {
    valid: Type.Boolean({ description: 'No check failed. Look at what is `Unknown`, too' }),
    findings: Type.Array(Type.Unsafe<unknown>({ $ref: 'Finding#' })),
    order: Type.Record(Type.String(), Type.Unknown(), { description: 'The order, every default filled in' }),
    armBody: Type.Record(Type.String(), Type.Unknown(), { description: 'What would be PUT to Azure Resource Manager' }),
    release: Type.Optional(
      Type.Object(
        {
          release: Type.String(),
          namespace: Type.String(),
          chart: Type.Record(Type.String(), Type.Unknown(), { description: 'Where it comes from' }),
          values: Type.Record(Type.String(), Type.Unknown(), { description: 'The whole values, yours merged over' }),
        },
        { description: 'What helm would install; absent where you install the CNI' },
      ),
    ),
  },
  { $id: 'OrderValidation', description: 'An order, judged and not placed' },
);
