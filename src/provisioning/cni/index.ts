import { cilium } from './cilium.ts';
import { external } from './external.ts';
import type { CniPlugin } from './plugin.ts';

/** Every CNI that can be ordered, by name. */
export type CniCatalogue = ReadonlyMap<string, CniPlugin>;

/** @param repositories chart repositories by plug-in, where they differ from the projects' own */
export function cniCatalogue(repositories: Record<string, string> = {}): CniCatalogue {
  const plugins = [cilium(repositories['cilium'] ?? 'https://helm.cilium.io'), external];
  return new Map(plugins.map((plugin) => [plugin.plugin, plugin]));
}

/** @throws Error if there is none: acceptance lets no order pass that names an unknown plug-in */
export function cniPlugin(catalogue: CniCatalogue, name: string): CniPlugin {
  const plugin = catalogue.get(name);
  if (!plugin) throw new Error(`no CNI plug-in ${name}`);
  return plugin;
}
