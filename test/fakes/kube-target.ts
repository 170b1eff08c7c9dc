import type { KubeTarget } from '../../src/ports.ts';

/** Some cluster, where it does not matter which. */
export const target: KubeTarget = {
  account: 'main',
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  group: 'rg',
  name: 'demo',
  clusterId: 'cls_1',
};
