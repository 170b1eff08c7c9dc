import { text } from '../../json.ts';
import type { Cluster } from '../clusters/cluster.ts';

/** Ids of the IP configurations of all nodes in a subnet, as Azure names those of a scale set. */
export function ipConfigurationsIn(clusters: Cluster[], subnetId: string): string[] {
  return clusters.flatMap(({ subscriptionId, body: { properties } }) =>
    properties.agentPoolProfiles
      .filter((pool) => text(pool['vnetSubnetID'])?.toLowerCase() === subnetId.toLowerCase())
      .flatMap(({ name, count }) => {
        const set = `aks-${name}-vmss`;
        const path = `/subscriptions/${subscriptionId}/resourceGroups/${properties.nodeResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/${set}/virtualMachines`;
        return Array.from(
          { length: count },
          (_, index) => `${path}/${index}/networkInterfaces/${set}/ipConfigurations/ipconfig1`,
        );
      }),
  );
}
