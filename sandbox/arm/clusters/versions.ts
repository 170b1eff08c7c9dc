/** What `locations/{l}/kubernetesVersions` offers, oldest first. */
const MINORS = [
  { version: '1.33', patches: ['1.33.10', '1.33.11'] },
  { version: '1.34', patches: ['1.34.6', '1.34.7'] },
  { version: '1.35', patches: ['1.35.6', '1.35.7'], isDefault: true },
  { version: '1.36', patches: ['1.36.1'], isPreview: true },
];

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
  const previews = new Set(MINORS.filter(({ isPreview }) => isPreview).flatMap(({ patches }) => patches));
  const profile = (orchestratorVersion: string) => ({
    orchestratorType: 'Kubernetes',
    orchestratorVersion,
    ...(previews.has(orchestratorVersion) ? { isPreview: true } : {}),
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
