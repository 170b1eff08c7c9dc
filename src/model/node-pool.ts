import { type Static, Type } from 'typebox';
import { armIdPattern } from './arm-id.ts';

const labelName = '[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?';
const labelKey = `([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?${labelName}`;

/** One agent pool, in the words of the AKS API. Linux only: networkPlugin none does not support Windows. */
export const NodePoolSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9]{0,11}$' }),
    mode: Type.Enum(['System', 'User']),
    count: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1000, description: 'Nodes at first. Default minCount, or else 3.' }),
    ),
    minCount: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1000,
        description: 'With maxCount: the autoscaler moves count between them.',
      }),
    ),
    maxCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    vmSize: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9_]{1,64}$', description: 'Left out: AKS chooses by capacity and quota.' }),
    ),
    osDiskSizeGB: Type.Optional(
      Type.Integer({ minimum: 30, maximum: 2048, description: 'Left out: as fits the VM size.' }),
    ),
    maxPods: Type.Optional(Type.Integer({ minimum: 10, maximum: 250, description: 'Default 110.' })),
    vnetSubnetId: Type.Optional(Type.String({ pattern: armIdPattern('Microsoft.Network/virtualNetworks/subnets') })),
    availabilityZones: Type.Optional(
      Type.Array(Type.Enum(['1', '2', '3']), { minItems: 1, maxItems: 3, description: 'Left out: no zones.' }),
    ),
    nodeLabels: Type.Optional(
      Type.Record(
        Type.String({ pattern: `^${labelKey}$` }),
        Type.String({ pattern: `^(${labelName})?$`, description: 'A value of a Kubernetes label' }),
        { additionalProperties: false, maxProperties: 64 },
      ),
    ),
    nodeTaints: Type.Optional(
      Type.Array(
        Type.String({
          pattern: `^${labelKey}(=(${labelName})?)?:(NoSchedule|PreferNoSchedule|NoExecute)$`,
          description: 'key=value:Effect',
        }),
        { maxItems: 32 },
      ),
    ),
    maxSurge: Type.Optional(
      Type.String({
        pattern: '^([1-9]\\d{0,2}|1000|([1-9]\\d?|100)%)$',
        description: 'Nodes beyond the count while the pool is upgraded, `1` or `33%`. Default 10%.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type NodePool = Static<typeof NodePoolSchema>;

/** Of an upgrade of a pool, where its order is silent; AKS's own. */
export const defaultMaxSurge = '10%';

/** A pool with its defaults. */
export type ResolvedPool = NodePool & { count: number; maxPods: number };

type Counts = Pick<ResolvedPool, 'count' | 'minCount' | 'maxCount'>;

/** Fewest and most nodes of a pool: with the autoscaler they differ. */
export function poolRange({ count, minCount = count, maxCount = count }: Counts): { min: number; max: number } {
  return { min: minCount, max: maxCount };
}

/** The most nodes that a pool may have at a time: all that the autoscaler may add, and those of an upgrade beside them. */
export function mostNodes(pool: Counts & Pick<ResolvedPool, 'maxSurge'>): number {
  const { max } = poolRange(pool);
  const { maxSurge = defaultMaxSurge } = pool;
  const surge = maxSurge.endsWith('%') ? Math.ceil((max * Number.parseInt(maxSurge, 10)) / 100) : Number(maxSurge);
  return max + surge;
}
