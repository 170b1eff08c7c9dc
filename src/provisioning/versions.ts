import type { OfferedVersion } from '../ports.ts';

/** The version itself if it is offered; the newest patch of a minor; the region's default if nothing was asked. */
export function resolveVersion(offered: OfferedVersion[], wanted: string | undefined): string | undefined {
  const general = offered.filter((each) => !each.isPreview && !each.longTermOnly);
  if (!wanted) return (general.findLast((each) => each.isDefault) ?? general.at(-1))?.version;
  if (wanted.split('.').length === 3) return offered.find((each) => each.version === wanted)?.version;
  return offered.findLast((each) => each.version.startsWith(`${wanted}.`))?.version;
}

/** Says that a region does not have a version, and what it has. */
export function notOffered(offered: OfferedVersion[], wanted: string | undefined, location: string) {
  const list = offered.filter((each) => !each.isPreview).map((each) => each.version);
  return {
    detail: `${location} does not offer Kubernetes ${wanted ?? '(any)'}.`,
    remedy: `Choose one of: ${list.join(', ')} (az aks get-versions -l ${location}).`,
  };
}
