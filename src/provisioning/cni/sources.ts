import type { CniOrder } from '../../model/order.ts';
import type { Chart } from '../../ports.ts';
import type { CniSources } from './plugin.ts';

/** The name of the Secret with the installation's credential for its image mirror. */
export const pullSecretName = 'slipway-pull';

/** A chart as its project publishes it. */
export interface Published {
  name: string;
  repository: string;
  /** Its archives by version, newest first: `sha256:…`. */
  pins: Readonly<Record<string, string>>;
}

/** A chart of a plug-in in the version of the order, from where this installation gets it. */
export function chartOf(
  sources: CniSources,
  plugin: string,
  published: Published,
  { version = '', digest = pinsOf(sources, published)[version] }: Pick<CniOrder, 'version' | 'digest'>,
): Chart {
  const repository = sources.repositories?.[plugin] ?? published.repository;
  return { repository, name: published.name, version, ...(digest ? { digest } : {}) };
}

/** The digests of a chart by version: those that ship with Slipway, or the installation's own in their place. */
export function pinsOf({ digests }: CniSources, { name, pins }: Published): Readonly<Record<string, string>> {
  return digests?.[name] ?? pins;
}

/** The host of an image registry: `registry.example` of `registry.example/mirror`. */
export function hostOf(registry: string): string {
  return registry.split('/')[0] ?? registry;
}
