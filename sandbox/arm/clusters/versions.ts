import semver from 'semver';
import { aksError } from '../errors.ts';

/** What `locations/{l}/kubernetesVersions` offers, oldest first. */
const MINORS = [
  { version: '1.33', patches: ['1.33.10', '1.33.11'] },
  { version: '1.34', patches: ['1.34.6', '1.34.7'] },
  { version: '1.35', patches: ['1.35.6', '1.35.7'], isDefault: true },
  { version: '1.36', patches: ['1.36.1'], isPreview: true },
];

const PREVIEWS = new Set(MINORS.filter(({ isPreview }) => isPreview).flatMap(({ patches }) => patches));

/** The patches that a patch can be upgraded to: newer ones of its minor version and those of the next. */
function upgradesOf(from: string): string[] {
  const index = MINORS.findIndex(({ patches }) => patches.includes(from));
  const reachable = MINORS.slice(index, index + 2).flatMap(({ patches }) => patches);
  return reachable.slice(reachable.indexOf(from) + 1);
}

/** The list in AKS's shape (specification example KubernetesVersions_List). */
export function kubernetesVersions() {
  const values = MINORS.map(({ version, isDefault, isPreview, patches: own }) => ({
    version,
    ...(isDefault ? { isDefault } : {}),
    ...(isPreview ? { isPreview } : {}),
    capabilities: { supportPlan: ['KubernetesOfficial', 'AKSLongTermSupport'] },
    patchVersions: Object.fromEntries(own.map((patch) => [patch, { upgrades: upgradesOf(patch) }])),
  }));
  return { values };
}

/** The same as azure-cli before 2.48 asks for it: `locations/{l}/orchestrators` (API version 2019-04-01). */
export function orchestrators(subscriptionId: string, location: string) {
  const profile = (orchestratorVersion: string) => ({
    orchestratorType: 'Kubernetes',
    orchestratorVersion,
    ...(PREVIEWS.has(orchestratorVersion) ? { isPreview: true } : {}),
  });
  const all = MINORS.flatMap(({ patches, isDefault }) =>
    patches.map((patch) => ({
      ...profile(patch),
      ...(isDefault && patch === patches.at(-1) ? { default: true } : {}),
      upgrades: upgradesOf(patch).map(profile),
    })),
  );
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${location}/orchestrators`,
    name: 'default',
    type: 'Microsoft.ContainerService/locations/orchestrators',
    properties: { orchestrators: all },
  };
}

/** The version asked for (`1.35`, `1.35.6`, or nothing) and the patch that it means; undefined when it is not on offer. */
export function resolveVersion(asked: string): { wanted: string; current: string } | undefined {
  const minor = asked === '' ? MINORS.find((one) => one.isDefault) : MINORS.find((one) => one.version === asked);
  if (minor !== undefined) return { wanted: minor.version, current: minor.patches.at(-1) ?? minor.version };
  return MINORS.some((one) => one.patches.includes(asked)) ? { wanted: asked, current: asked } : undefined;
}

const offer = (kubernetesVersion: string) => ({
  ...(PREVIEWS.has(kubernetesVersion) ? { isPreview: true } : {}),
  kubernetesVersion,
});

/** The versions to which a cluster or a pool at `from` may go, oldest first, at most `limit`. */
export function upgradesFrom(from: string, limit?: string): { kubernetesVersion: string; isPreview?: boolean }[] {
  return upgradesOf(from)
    .filter((patch) => limit === undefined || semver.lte(patch, limit))
    .map(offer);
}

/** The versions that pools of a cluster at this version may be made with. */
export function poolVersionsOf(controlPlane: string): { kubernetesVersion: string; isPreview?: boolean }[] {
  const all = MINORS.flatMap(({ patches }) => patches);
  return all.filter((patch) => semver.lte(patch, controlPlane)).map(offer);
}

/**
 * The patch to which a request moves what runs `current`; nothing when it asks for no other. A minor alone means its newest
 * patch, unless a patch of it runs already. Refused as AKS does: no way back, and no minor left out (texts quoted in public).
 */
export function nextVersion(asked: string | undefined, current: string): string | undefined {
  if (!asked || asked === current || current.startsWith(`${asked}.`)) return undefined;
  const next = resolveVersion(asked)?.current ?? asked;
  const upgrades = upgradesOf(current);
  if (upgrades.includes(next)) return next;
  throw aksError(
    400,
    'OperationNotAllowed',
    `${semver.lt(next, current) ? 'Downgrading' : 'Upgrading'} Kubernetes version ${current} to ${next} is not allowed. Available upgrades: [${upgrades.reverse().join(' ')}]. Please see https://aka.ms/aks-supported-k8s-ver for version details.`,
  );
}

/** A pool runs at most the version of its control plane (text quoted in public). */
export function checkSkew(pool: string, controlPlane: string): void {
  if (semver.lte(pool, controlPlane)) return;
  const [minor, limit] = [semver.minor(pool), semver.minor(controlPlane)];
  const why =
    minor > limit
      ? `Minor version of node pool version ${minor} is bigger than control plane version ${limit}`
      : `Patch version of node pool version ${pool} is bigger than control plane version ${controlPlane}`;
  throw aksError(
    400,
    'NodePoolMcVersionIncompatible',
    `Node pool version ${pool} and control plane version ${controlPlane} are incompatible. ${why}. For more information, please check https://aka.ms/version-skew-policy`,
  );
}
