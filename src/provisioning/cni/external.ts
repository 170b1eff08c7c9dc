import { Type } from 'typebox';
import type { CniPlugin } from './plugin.ts';

/** Slipway stops where Microsoft's article stops: nodes registered, NotReady, waiting for a CNI that you install. */
export const external: CniPlugin = {
  plugin: 'external',
  title: 'Your own',
  description: 'Slipway installs nothing: the cluster ends in state AwaitingCni, its nodes registered and NotReady.',
  schema: Type.Object({ plugin: Type.Literal('external') }, { additionalProperties: false }),
  readiness: () => ({ daemonSets: [], deployments: [] }),
  imageRegistries: () => [],
};
