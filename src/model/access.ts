import { type Static, Type } from 'typebox';
import { armIdPattern } from './arm-id.ts';

const closed = { additionalProperties: false } as const;
const uuid = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';

/** The identity with which the cluster acts in Azure. */
export const IdentitySchema = Type.Union(
  [
    Type.Object({ type: Type.Literal('SystemAssigned') }, closed),
    Type.Object(
      {
        type: Type.Literal('UserAssigned'),
        resourceId: Type.String({
          pattern: armIdPattern('Microsoft.ManagedIdentity/userAssignedIdentities'),
          description: 'The ARM id of a user-assigned identity',
        }),
      },
      closed,
    ),
  ],
  { description: 'Default SystemAssigned. A subnet of your own requires UserAssigned.' },
);
export type Identity = Static<typeof IdentitySchema>;

/** Most entries of `authorizedIpRanges` (AKS). */
const mostAuthorizedRanges = 200;

/** Who reaches the API server. */
export const ApiServerAccessSchema = Type.Object(
  {
    private: Type.Optional(Type.Boolean({ description: 'Only inside the virtual network. Default false.' })),
    privateDnsZone: Type.Optional(
      Type.String({
        pattern: `^(system|none)$|${armIdPattern('Microsoft.Network/privateDnsZones')}`,
        description: '`system`, `none`, or the ARM id of a private DNS zone. Default system, if private.',
      }),
    ),
    authorizedIpRanges: Type.Optional(
      Type.Array(Type.String({ maxLength: 64 }), {
        maxItems: mostAuthorizedRanges,
        description: 'Public IPv4 ranges that may call the API server. Default: all may.',
      }),
    ),
  },
  closed,
);
export type ApiServerAccess = Static<typeof ApiServerAccessSchema>;
/** `privateDnsZone` is there if the cluster is private. */
export type ResolvedApiServerAccess = ApiServerAccess & Required<Omit<ApiServerAccess, 'privateDnsZone'>>;

/** Logins by Microsoft Entra ID, managed by AKS. */
export const AadProfileSchema = Type.Object(
  {
    adminGroupObjectIds: Type.Optional(
      Type.Array(Type.String({ pattern: uuid }), { maxItems: 20, description: 'Groups whose members are admins.' }),
    ),
    enableAzureRbac: Type.Optional(
      Type.Boolean({ description: 'Azure role assignments decide on Kubernetes rights. Default false.' }),
    ),
    tenantId: Type.Optional(Type.String({ pattern: uuid, description: "Default: the subscription's." })),
  },
  closed,
);
export type AadProfile = Static<typeof AadProfileSchema>;
export type ResolvedAadProfile = AadProfile & Required<Omit<AadProfile, 'tenantId'>>;
