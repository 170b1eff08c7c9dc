import { randomBytes, randomUUID } from 'node:crypto';
import { type JsonObject, object } from '../../json.ts';
import { type ClusterBody, type ClusterProperties, clusterId, type NetworkBody } from './cluster.ts';
import { poolBody } from './pool-body.ts';
import type { ClusterRequest } from './request.ts';
import { resolveVersion } from './versions.ts';

/** What a body takes from its request's path and from before. */
export interface BodyContext {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  tenantId: string;
  apiVersion: string;
  /** The cluster as it was: what AKS chose for it once stays. */
  previous?: ClusterBody;
}

const DEFAULT_POD_CIDR = '10.244.0.0/16';

/** Properties that AKS alone sets; a GET sent back as a PUT contains them (seen in Azure's own tests), and they are ignored. */
const READ_ONLY = [
  'provisioningState',
  'powerState',
  'currentKubernetesVersion',
  'fqdn',
  'azurePortalFQDN',
  'privateFQDN',
  'maxAgentPools',
  'identityProfile',
  'resourceUID',
  'addonProfiles',
  'status',
];

/** What AKS answers to a PUT: the request with the defaults filled in (recordings of 2023 to 2026). */
export function buildBody(request: ClusterRequest, context: BodyContext): ClusterBody {
  const { subscriptionId, resourceGroup, name, previous } = context;
  const tags = request.tags ?? previous?.tags;
  const identity = identityOf(request, context);
  return {
    id: clusterId(subscriptionId, resourceGroup, name),
    location: normalLocation(request.location),
    name,
    ...(tags === undefined || Object.keys(tags).length === 0 ? {} : { tags }),
    type: 'Microsoft.ContainerService/ManagedClusters',
    kind: request.kind ?? 'Base',
    properties: propertiesOf(request, context),
    ...(identity === undefined ? {} : { identity }),
    sku: { name: request.sku?.name ?? 'Base', tier: request.sku?.tier ?? 'Free' },
    eTag: randomUUID(),
  };
}

/** The answer to a create shows no labels as an empty object; what is read later leaves them out (recording of 2025). */
export function withoutEmptyLabels(body: ClusterBody): ClusterBody {
  const agentPoolProfiles = body.properties.agentPoolProfiles.map((pool) => {
    const { nodeLabels = {}, ...rest } = pool;
    return Object.keys(nodeLabels).length === 0 ? rest : pool;
  });
  return { ...body, properties: { ...body.properties, agentPoolProfiles } };
}

/** `West US 3` and `westus3` are one region. */
export function normalLocation(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}

function propertiesOf(request: ClusterRequest, context: BodyContext): ClusterProperties {
  const { properties } = request;
  const old = context.previous?.properties;
  const version = resolveVersion(properties.kubernetesVersion ?? old?.kubernetesVersion ?? '');
  const wanted = version?.wanted ?? '';
  const current = version?.current ?? '';
  const location = normalLocation(request.location);
  const networkProfile = networkBody(request, context);
  const { networkPlugin, networkPluginMode } = networkProfile;
  const pools = { wanted, current, networkPlugin, networkPluginMode };
  const echoed = Object.entries(properties).filter(([key]) => !READ_ONLY.includes(key));
  return {
    provisioningState: old === undefined ? 'Creating' : 'Updating',
    powerState: { code: 'Running' },
    ...Object.fromEntries(echoed),
    kubernetesVersion: wanted,
    currentKubernetesVersion: current,
    ...namesOf(request, context, location),
    agentPoolProfiles: (properties.agentPoolProfiles ?? []).map((pool) => poolBody(pool, pools)),
    ...(takesWindows(networkProfile) ? { windowsProfile: { adminUsername: 'azureuser', enableCSIProxy: true } } : {}),
    servicePrincipalProfile: { clientId: properties.servicePrincipalProfile?.clientId ?? 'msi' },
    nodeResourceGroup:
      properties.nodeResourceGroup ??
      old?.nodeResourceGroup ??
      `MC_${context.resourceGroup}_${context.name}_${location}`.slice(0, 80),
    enableRBAC: properties.enableRBAC ?? true,
    supportPlan: properties.supportPlan ?? 'KubernetesOfficial',
    networkProfile,
    maxAgentPools: 100,
    autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage', ...properties.autoUpgradeProfile },
    ...accessOf(request, context),
    securityProfile: {},
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
    oidcIssuerProfile: oidcBody(request, context, location),
    workloadAutoScalerProfile: {},
    resourceUID: old?.['resourceUID'] ?? randomBytes(12).toString('hex'),
    metricsProfile: { costAnalysis: { enabled: false } },
    nodeProvisioningProfile: { mode: 'Manual' },
    bootstrapProfile: { artifactSource: 'Direct' },
    hostedSystemProfile: { enabled: false },
  };
}

/** Who gets in, with what AKS adds to it: the zone of a private cluster, the directory of Entra logins. */
function accessOf({ properties }: ClusterRequest, { tenantId }: BodyContext): JsonObject {
  const { apiServerAccessProfile: access, aadProfile: aad } = properties;
  const whenPrivate = { enablePrivateClusterPublicFQDN: true, privateDNSZone: 'system' };
  return {
    ...(access && {
      apiServerAccessProfile: { ...(access.enablePrivateCluster ? whenPrivate : {}), ...access },
    }),
    ...(aad && { aadProfile: { adminGroupObjectIDs: null, tenantID: tenantId, ...aad } }),
  };
}

/** DNS names: chosen at the first PUT, `<dnsPrefix>-<8 characters>.hcp.<region>.azmk8s.io`. */
function namesOf(request: ClusterRequest, { previous }: BodyContext, location: string): JsonObject {
  const old = previous?.properties;
  if (old !== undefined) {
    const { dnsPrefix, fqdn, azurePortalFQDN, privateFQDN } = old;
    return definedOnly({ dnsPrefix, fqdn, azurePortalFQDN, privateFQDN });
  }
  const { dnsPrefix = 'aks', fqdnSubdomain, apiServerAccessProfile } = request.properties;
  const suffix = Array.from(randomBytes(8), (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('');
  const label = `${fqdnSubdomain ?? dnsPrefix}-${suffix}`;
  const isPrivate = apiServerAccessProfile?.enablePrivateCluster === true;
  const fqdnShown = !isPrivate || apiServerAccessProfile?.enablePrivateClusterPublicFQDN !== false;
  return {
    dnsPrefix,
    ...(fqdnShown ? { fqdn: `${label}.hcp.${location}.azmk8s.io` } : {}),
    azurePortalFQDN: `${label}.portal.hcp.${location}.azmk8s.io`,
    ...(isPrivate ? { privateFQDN: `${label}.${randomUUID()}.privatelink.${location}.azmk8s.io` } : {}),
  };
}

/** With plugin none no pod range is echoed, whatever was sent; the service defaults are (recording of 2023). */
function networkBody(request: ClusterRequest, { apiVersion, previous }: BodyContext): NetworkBody {
  const asked = { ...previous?.properties.networkProfile, ...request.properties.networkProfile };
  const plugin = pluginOf(asked.networkPlugin, apiVersion);
  const outboundType = asked.outboundType ?? 'loadBalancer';
  const serviceCidr = asked.serviceCidr ?? '10.0.0.0/16';
  const podCidr = asked.podCidr ?? DEFAULT_POD_CIDR;
  const nat = outboundType === 'managedNATGateway';
  const lb = object(asked.loadBalancerProfile);
  const hasOwnAddresses = lb['outboundIPs'] !== undefined || lb['outboundIPPrefixes'] !== undefined;
  const mode = plugin === 'azure' && asked.networkPlugin === undefined ? 'overlay' : asked.networkPluginMode;
  const ranged = plugin === 'kubenet' || mode === 'overlay';
  return {
    networkPlugin: plugin,
    ...(mode === undefined ? {} : { networkPluginMode: mode }),
    ...(plugin === 'azure' ? { networkPolicy: 'none', networkDataplane: 'azure' } : {}),
    ...(asked.networkPolicy === undefined ? {} : { networkPolicy: asked.networkPolicy }),
    ...(asked.networkDataplane === undefined ? {} : { networkDataplane: asked.networkDataplane }),
    loadBalancerSku: (asked.loadBalancerSku ?? 'standard').toLowerCase(),
    ...(outboundType === 'loadBalancer'
      ? {
          loadBalancerProfile: {
            ...(hasOwnAddresses ? {} : { managedOutboundIPs: { count: 1 } }),
            ...asked.loadBalancerProfile,
            backendPoolType: 'nodeIPConfiguration',
          },
        }
      : {}),
    ...(nat
      ? {
          natGatewayProfile: {
            managedOutboundIPProfile: { count: 1 },
            idleTimeoutInMinutes: 4,
            ...asked.natGatewayProfile,
          },
        }
      : {}),
    ...(ranged ? { podCidr, podCidrs: [podCidr] } : {}),
    serviceCidr,
    dnsServiceIP: asked.dnsServiceIP ?? serviceCidr.replace(/\.\d+\/\d+$/, '.10'),
    ...(asked.dockerBridgeCidr === undefined ? {} : { dockerBridgeCidr: asked.dockerBridgeCidr }),
    outboundType,
    serviceCidrs: [serviceCidr],
    ipFamilies: ['IPv4'],
  };
}

/** Where Windows pools can be added later; seen with plugin none and azure, and neither with kubenet nor on an overlay. */
function takesWindows({ networkPlugin, networkPluginMode }: NetworkBody): boolean {
  return networkPlugin !== 'kubenet' && networkPluginMode !== 'overlay';
}

/** Without a profile AKS chooses its own plug-in, and an api-version that does not know `none` falls back. */
function pluginOf(asked: string | undefined, apiVersion: string): string {
  if (asked === undefined) return 'azure';
  return asked === 'none' && apiVersion < '2022-01-02' ? 'kubenet' : asked;
}

function oidcBody(request: ClusterRequest, { tenantId, previous }: BodyContext, location: string): unknown {
  const old = previous?.properties['oidcIssuerProfile'];
  if (request.properties.oidcIssuerProfile?.enabled !== true) return old ?? { enabled: false };
  const issuerURL = `https://${location}.oic.prod-aks.azure.com/${tenantId}/${randomUUID()}/`;
  return { issuerURL, ...(typeof old === 'object' ? old : {}), enabled: true };
}

/** A user-assigned identity shows an empty value until the cluster has succeeded (recording of 2022). */
function identityOf(request: ClusterRequest, { tenantId, previous }: BodyContext): JsonObject | undefined {
  const { identity } = request;
  if (identity === undefined || previous !== undefined) return previous?.identity;
  if (identity.type !== 'UserAssigned') return { type: identity.type, principalId: randomUUID(), tenantId };
  const ids = Object.keys(identity.userAssignedIdentities ?? {});
  return { type: identity.type, userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) };
}

function definedOnly(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter((entry) => entry[1] !== undefined));
}
