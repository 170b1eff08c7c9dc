import type { Arm } from '../../ports.ts';
import { createActivityLog } from './activity-log.ts';
import { type ArmClientsOptions, createArmClients } from './client.ts';
import { createClusters } from './clusters.ts';
import { createGroups } from './groups.ts';
import { createMaintenance } from './maintenance.ts';
import { createNetworkReads } from './network.ts';
import { createOperations } from './operations.ts';
import { createRoleReads } from './roles.ts';
import { createSubscriptionReads } from './subscription.ts';
import { createVersions } from './versions.ts';

/** Azure Resource Manager over HTTP: each method makes its request once, and leaves every wait to the caller. */
export function createArm(options: ArmClientsOptions): Arm {
  const clients = createArmClients(options);
  return {
    ...createGroups(clients),
    ...createSubscriptionReads(clients),
    ...createNetworkReads(clients),
    ...createRoleReads(clients),
    ...createVersions(clients),
    ...createClusters(clients),
    ...createMaintenance(clients),
    ...createOperations(clients),
    ...createActivityLog(clients),
  };
}
