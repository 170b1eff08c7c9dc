/** The api-version that a test means when it names none, by the last provider in a path. */
const VERSIONS: [provider: RegExp, version: string][] = [
  [/providers\/Microsoft\.ContainerService\//i, '2026-06-01'],
  [/providers\/Microsoft\.Network\/privateDnsZones/i, '2020-06-01'],
  [/providers\/Microsoft\.Network\//i, '2023-11-01'],
  [/providers\/Microsoft\.ManagedIdentity\//i, '2023-01-31'],
  [/providers\/Microsoft\.Authorization\/locks/i, '2020-05-01'],
  [/providers\/Microsoft\.Authorization\//i, '2022-04-01'],
  [/providers\/Microsoft\.PolicyInsights\//i, '2024-10-01'],
  [/providers\/Microsoft\.Compute\/skus/i, '2021-07-01'],
  [/providers\/Microsoft\.Compute\//i, '2024-07-01'],
  [/providers\/Microsoft\.Insights\//i, '2015-04-01'],
];

/** An api-version that the type behind a path of Resource Manager has: it takes no other. */
export function versionFor(path: string): string {
  const last = path.slice(Math.max(0, path.toLowerCase().lastIndexOf('/providers/')));
  return VERSIONS.find(([provider]) => provider.test(last))?.[1] ?? '2021-04-01';
}

export const versioned = (path: string): string => `${path}?api-version=${versionFor(path)}`;
