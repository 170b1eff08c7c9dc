import { isObject, type JsonObject, object } from '../../json.ts';

/** What leaves out the properties that an api-version does not know, as Resource Manager's providers do. */
type Since = readonly (readonly [path: string, apiVersion: string])[];

/**
 * The first api-version that shows a property: from Azure's SDK until 2022, later that of the oldest recording which has
 * it. Two are later than in the SDK, for AKS still left them out then: `securityProfile` and `storageProfile`.
 */
const POOL_SINCE: Since = [
  ['scaleDownMode', '2021-07-01'],
  ['currentOrchestratorVersion', '2022-04-01'],
  ['securityProfile', '2025-03-01'],
  ['securityProfile.sshAccess', '2025-08-01'],
  ['upgradeSettings.maxUnavailable', '2025-08-01'],
  ['eTag', '2025-10-01'],
];

const CLUSTER_SINCE: Since = [
  ...['podCidrs', 'serviceCidrs', 'ipFamilies'].map(
    (name) => [`properties.networkProfile.${name}`, '2021-10-01'] as const,
  ),
  ['properties.currentKubernetesVersion', '2022-04-01'],
  ['properties.securityProfile', '2022-04-01'],
  ['properties.storageProfile', '2022-06-01'],
  ['properties.oidcIssuerProfile', '2022-09-01'],
  ['properties.workloadAutoScalerProfile', '2022-11-01'],
  ['properties.supportPlan', '2023-05-01'],
  ['properties.autoUpgradeProfile.nodeOSUpgradeChannel', '2025-03-01'],
  ['properties.networkProfile.loadBalancerProfile.backendPoolType', '2025-03-01'],
  ['properties.bootstrapProfile', '2025-03-01'],
  ['properties.metricsProfile', '2025-03-01'],
  ['properties.resourceUID', '2025-03-01'],
  ['kind', '2025-08-01'],
  ['properties.nodeProvisioningProfile', '2025-08-01'],
  ['eTag', '2025-10-01'],
  ['properties.hostedSystemProfile', '2026-05-01'],
  ...POOL_SINCE.map(([path, apiVersion]) => [`properties.agentPoolProfiles.${path}`, apiVersion] as const),
];

/** Until this version the SKU was called `Basic`, and the tier that is paid for `Paid` (AKS release notes of 2023). */
const NEW_SKUS = '2023-02-01';
const OLD_SKU: Record<string, string> = { Base: 'Basic', Standard: 'Paid' };
const NEW_SKU = Object.fromEntries(Object.entries(OLD_SKU).map(([now, before]) => [before, now]));

/** A cluster as a GET with this api-version shows it. */
export function clusterAsOf<Body extends JsonObject>(apiVersion: string, body: Body): JsonObject {
  const known = knownTo(apiVersion, CLUSTER_SINCE, body);
  return apiVersion < NEW_SKUS ? { ...known, sku: renamed(object(known['sku']), OLD_SKU) } : known;
}

/** The SKU that an api-version asks for, by its present names. */
export function skuOf<Sku extends object>(apiVersion: string, sku: Sku): Sku {
  return apiVersion < NEW_SKUS ? renamed(sku, NEW_SKU) : sku;
}

/** The properties of a pool, in the same way. */
export const poolAsOf = (apiVersion: string, properties: JsonObject) => knownTo(apiVersion, POOL_SINCE, properties);

function knownTo(apiVersion: string, since: Since, body: JsonObject): JsonObject {
  const unknown = since.filter(([, first]) => apiVersion < first);
  return unknown.reduce((left, [path]) => object(without(left, path.split('.'))), body);
}

function renamed<Sku extends object>(sku: Sku, names: Record<string, string>): Sku {
  return Object.fromEntries(Object.entries(sku).map(([key, value]) => [key, names[value] ?? value])) as Sku;
}

/** Without the property, and without what has nothing left in it then. */
function without(value: unknown, [name = '', ...rest]: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, [name, ...rest]));
  if (!isObject(value) || !(name in value)) return value;
  const { [name]: inner, ...others } = value;
  if (rest.length === 0) return others;
  const left = without(inner, rest);
  const emptied = left !== inner && isObject(left) && Object.keys(left).length === 0;
  return emptied ? others : { ...value, [name]: left };
}
