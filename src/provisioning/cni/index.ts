import type { CniOrder } from '../../model/order.ts';
import { antrea } from './antrea.ts';
import { calico } from './calico.ts';
import { chart } from './chart.ts';
import { cilium } from './cilium.ts';
import { external } from './external.ts';
import type { CniPlugin, CniSources } from './plugin.ts';

/** Every CNI that can be ordered, by name. */
export type CniCatalogue = ReadonlyMap<string, CniPlugin>;

/** @param sources how this installation reaches charts and images; as their projects publish them, if it says nothing */
export function cniCatalogue(sources: CniSources = {}): CniCatalogue {
  const plugins = [cilium(sources), calico(sources), antrea(sources), chart(sources), external];
  return new Map(plugins.map((plugin) => [plugin.plugin, plugin]));
}

/** @throws Error if there is none: acceptance lets no order pass that names an unknown plug-in */
export function cniPlugin(catalogue: CniCatalogue, name: string): CniPlugin {
  const plugin = catalogue.get(name);
  if (!plugin) throw new Error(`no CNI plug-in ${name}`);
  return plugin;
}

/** The caller's choice with the version, and the digest of its chart, said out loud. */
export function resolveCni(catalogue: CniCatalogue, cni: CniOrder): CniOrder {
  const { defaultVersion, pins = {} } = cniPlugin(catalogue, cni.plugin);
  const version = cni.version ?? defaultVersion;
  if (version === undefined) return cni;
  const digest = cni.digest ?? pins[version];
  return { ...cni, version, ...(digest ? { digest } : {}) };
}

/** What a caller is told of a plug-in. */
export function describePlugin(plugin: CniPlugin) {
  const { plugin: name, title, description, defaultVersion, pins = {}, schema } = plugin;
  const cni = { plugin: name, ...(defaultVersion ? { version: defaultVersion } : {}) };
  const versions = Object.entries(pins).map(([version, digest]) => ({
    version,
    digest,
    ...supportedBy(plugin, version),
  }));
  return {
    plugin: name,
    title,
    description,
    ...(defaultVersion ? { defaultVersion, ...supportedBy(plugin, defaultVersion) } : {}),
    versions,
    optionsSchema: schema,
    readiness: plugin.readiness(cni),
    imageRegistries: plugin.imageRegistries(cni),
  };
}

function supportedBy({ kubernetes }: CniPlugin, version: string): { kubernetes?: string } {
  const range = kubernetes?.(version);
  return range ? { kubernetes: range } : {};
}
