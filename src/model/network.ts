import { type Static, Type } from 'typebox';
import { armIdPattern } from './arm-id.ts';

const closed = { additionalProperties: false } as const;
const idleTimeoutInMinutes = (otherwise: number) =>
  Type.Optional(Type.Integer({ minimum: 4, maximum: 120, description: `Default ${otherwise}.` }));

const NatGatewaySchema = Type.Object(
  {
    managedOutboundIPCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 16, description: 'Default 1.' })),
    idleTimeoutInMinutes: idleTimeoutInMinutes(4),
  },
  { ...closed, description: 'Only with outboundType managedNATGateway.' },
);

const ids = (type: string) => Type.Optional(Type.Array(Type.String({ pattern: armIdPattern(type) }), { minItems: 1 }));

const LoadBalancerSchema = Type.Object(
  {
    managedOutboundIPCount: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'Default 1, unless outboundIPs or outboundIPPrefixes are given.',
      }),
    ),
    outboundIPs: ids('Microsoft.Network/publicIPAddresses'),
    outboundIPPrefixes: ids('Microsoft.Network/publicIPPrefixes'),
    allocatedOutboundPorts: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 64_000,
        multipleOf: 8,
        description: 'Per node; 0 lets Azure choose. Default 0.',
      }),
    ),
    idleTimeoutInMinutes: idleTimeoutInMinutes(30),
  },
  { ...closed, description: 'Only with outboundType loadBalancer.' },
);

/** Address ranges and the way out. One `podCidr` feeds both ARM and the CNI's values. */
export const NetworkSchema = Type.Object(
  {
    podCidr: Type.Optional(Type.String({ maxLength: 64, description: 'Default 10.244.0.0/16.' })),
    serviceCidr: Type.Optional(Type.String({ maxLength: 64, description: 'Default 10.0.0.0/16.' })),
    dnsServiceIP: Type.Optional(
      Type.String({ maxLength: 64, description: 'Default: the tenth address of serviceCidr.' }),
    ),
    outboundType: Type.Optional(
      Type.Enum(['loadBalancer', 'managedNATGateway', 'userAssignedNATGateway', 'userDefinedRouting'], {
        description: 'Default loadBalancer.',
      }),
    ),
    natGateway: Type.Optional(NatGatewaySchema),
    loadBalancer: Type.Optional(LoadBalancerSchema),
  },
  closed,
);
export type Network = Static<typeof NetworkSchema>;
export type LoadBalancer = Static<typeof LoadBalancerSchema>;

/** The network with its defaults; of `natGateway` and `loadBalancer` the one that the way out has, if either. */
export interface ResolvedNetwork {
  podCidr: string;
  serviceCidr: string;
  dnsServiceIP: string;
  outboundType: NonNullable<Network['outboundType']>;
  natGateway?: Required<Static<typeof NatGatewaySchema>>;
  loadBalancer?: LoadBalancer & Required<Pick<LoadBalancer, 'allocatedOutboundPorts' | 'idleTimeoutInMinutes'>>;
}
