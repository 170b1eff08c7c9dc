import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { object } from '../../json.ts';
import { aksError, locationRequired } from '../errors.ts';

const Tags = Type.Record(Type.String(), Type.String());
const optional = Type.Optional;

const Reference = Type.Object({ id: Type.String() });

const poolProperties = {
  count: optional(Type.Integer()),
  vmSize: optional(Type.String()),
  mode: optional(Type.String()),
  osType: optional(Type.String()),
  osSKU: optional(Type.String()),
  osDiskSizeGB: optional(Type.Integer()),
  maxPods: optional(Type.Integer()),
  type: optional(Type.String()),
  orchestratorVersion: optional(Type.String()),
  scaleSetPriority: optional(Type.String()),
  vnetSubnetID: optional(Type.String()),
  podSubnetID: optional(Type.String()),
  enableAutoScaling: optional(Type.Boolean()),
  minCount: optional(Type.Integer()),
  maxCount: optional(Type.Integer()),
  upgradeSettings: optional(
    Type.Object({ maxSurge: optional(Type.String()), drainTimeoutInMinutes: optional(Type.Integer()) }),
  ),
  nodeLabels: optional(Tags),
  nodeTaints: optional(Type.Array(Type.String())),
  tags: optional(Tags),
  powerState: optional(Type.Object({ code: optional(Type.String()) })),
  availabilityZones: optional(Type.Array(Type.String())),
};
const Pool = Type.Object({ name: Type.String(), ...poolProperties });
const AgentPool = Type.Object({ properties: Type.Object(poolProperties) });

const NetworkProfile = Type.Object({
  networkPlugin: optional(Type.String()),
  networkPluginMode: optional(Type.String()),
  networkPolicy: optional(Type.String()),
  networkDataplane: optional(Type.String()),
  podCidr: optional(Type.String()),
  podCidrs: optional(Type.Array(Type.String())),
  serviceCidr: optional(Type.String()),
  serviceCidrs: optional(Type.Array(Type.String())),
  dnsServiceIP: optional(Type.String()),
  dockerBridgeCidr: optional(Type.String()),
  outboundType: optional(Type.String()),
  loadBalancerSku: optional(Type.String()),
  loadBalancerProfile: optional(
    Type.Object({
      managedOutboundIPs: optional(Type.Object({ count: optional(Type.Integer()) })),
      outboundIPs: optional(Type.Object({ publicIPs: optional(Type.Array(Reference)) })),
      outboundIPPrefixes: optional(Type.Object({ publicIPPrefixes: optional(Type.Array(Reference)) })),
    }),
  ),
  natGatewayProfile: optional(
    Type.Object({ managedOutboundIPProfile: optional(Type.Object({ count: optional(Type.Integer()) })) }),
  ),
  ipFamilies: optional(Type.Array(Type.String())),
});

const Shape = Type.Object({
  location: Type.String(),
  tags: optional(Tags),
  kind: optional(Type.String()),
  sku: optional(Type.Object({ name: optional(Type.String()), tier: optional(Type.String()) })),
  identity: optional(
    Type.Object({
      type: Type.String(),
      userAssignedIdentities: optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  ),
  properties: Type.Object({
    kubernetesVersion: optional(Type.String()),
    dnsPrefix: optional(Type.String()),
    fqdnSubdomain: optional(Type.String()),
    nodeResourceGroup: optional(Type.String()),
    enableRBAC: optional(Type.Boolean()),
    supportPlan: optional(Type.String()),
    autoUpgradeProfile: optional(
      Type.Object({ upgradeChannel: optional(Type.String()), nodeOSUpgradeChannel: optional(Type.String()) }),
    ),
    linuxProfile: optional(
      Type.Object({
        ssh: optional(
          Type.Object({ publicKeys: optional(Type.Array(Type.Object({ keyData: optional(Type.String()) }))) }),
        ),
      }),
    ),
    disableLocalAccounts: optional(Type.Boolean()),
    agentPoolProfiles: optional(Type.Array(Pool)),
    networkProfile: optional(NetworkProfile),
    servicePrincipalProfile: optional(Type.Object({ clientId: optional(Type.String()) })),
    oidcIssuerProfile: optional(Type.Object({ enabled: optional(Type.Boolean()) })),
    aadProfile: optional(Type.Object({ managed: optional(Type.Boolean()) })),
    apiServerAccessProfile: optional(
      Type.Object({
        enablePrivateCluster: optional(Type.Boolean()),
        enablePrivateClusterPublicFQDN: optional(Type.Boolean()),
        privateDNSZone: optional(Type.String()),
        authorizedIPRanges: optional(Type.Array(Type.String())),
      }),
    ),
  }),
});

/** The part of a cluster's PUT body that the sandbox looks at; what it does not name is kept and echoed. */
export type ClusterRequest = Static<typeof Shape>;

/** A pool as a caller writes it. */
export type PoolRequest = Static<typeof Pool>;

const compiled = Compile(Shape);
const compiledPool = Compile(AgentPool);

/** Checks the shape of a PUT body; AKS names the property at fault. */
export function parseClusterRequest(body: unknown): ClusterRequest {
  if (compiled.Check(body)) return body;
  if (object(body)['location'] === undefined) {
    throw locationRequired();
  }
  throw invalidShape(compiled.Errors(body));
}

/** Checks the shape of an agent pool's PUT body. */
export function parsePoolRequest(name: string, body: unknown): PoolRequest {
  if (!compiledPool.Check(body)) throw invalidShape(compiledPool.Errors(body));
  return { ...body.properties, name };
}

function invalidShape([first]: { instancePath: string; message: string }[]) {
  const target = (first?.instancePath ?? '').slice(1).replaceAll('/', '.') || 'parameters';
  const message = `Value of parameter ${target} is invalid. Error details: ${first?.message ?? ''}.`;
  return aksError(400, 'InvalidParameter', message, { target });
}
