/** What `locations/{l}/kubernetesVersions` offers, oldest first. */
const MINORS = [
  { version: '1.33', patches: ['1.33.10', '1.33.11'] },
  { version: '1.34', patches: ['1.34.6', '1.34.7'] },
  { version: '1.35', patches: ['1.35.6', '1.35.7'], isDefault: true },
  { version: '1.36', patches: ['1.36.1'], isPreview: true },
];

/** The list in AKS's shape (specification example KubernetesVersions_List). */
export function kubernetesVersions() {
  const patches = MINORS.flatMap((minor) => minor.patches);
  const values = MINORS.map(({ version, isDefault, isPreview, patches: own }, index) => {
    const reachable = new Set([...own, ...(MINORS[index + 1]?.patches ?? [])]);
    const upgrades = (from: string) =>
      patches.filter((to) => reachable.has(to) && patches.indexOf(to) > patches.indexOf(from));
    return {
      version,
      ...(isDefault ? { isDefault } : {}),
      ...(isPreview ? { isPreview } : {}),
      capabilities: { supportPlan: ['KubernetesOfficial', 'AKSLongTermSupport'] },
      patchVersions: Object.fromEntries(own.map((patch) => [patch, { upgrades: upgrades(patch) }])),
    };
  });
  return { values };
}

/** The version asked for (`1.35`, `1.35.6`, or nothing) and the patch that it means; undefined when it is not on offer. */
export function resolveVersion(asked: string): { wanted: string; current: string } | undefined {
  const minor = asked === '' ? MINORS.find((one) => one.isDefault) : MINORS.find((one) => one.version === asked);
  if (minor !== undefined) return { wanted: minor.version, current: minor.patches.at(-1) ?? minor.version };
  return MINORS.some((one) => one.patches.includes(asked)) ? { wanted: asked, current: asked } : undefined;
}
