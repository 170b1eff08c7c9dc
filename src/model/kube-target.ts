import type { Cluster } from './cluster.ts';

/** Names one cluster for the Kubernetes side; the adapter fetches and keeps the credential itself, for minutes. */
export interface KubeTarget {
  account: string;
  subscriptionId: string;
  group: string;
  name: string;
  clusterId: string;
  /** Local accounts are off: there is no admin credential to ask for. */
  entraOnly?: boolean;
}

export function kubeTarget({ id, order }: Pick<Cluster, 'id' | 'order'>): KubeTarget {
  const { account, subscriptionId, resourceGroup, name, disableLocalAccounts } = order;
  return {
    account,
    subscriptionId,
    group: resourceGroup.name,
    name,
    clusterId: id,
    ...(disableLocalAccounts ? { entraOnly: true } : {}),
  };
}
