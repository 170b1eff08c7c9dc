import type { SandboxClock } from '../clock.ts';
import type { SandboxOptions } from '../config.ts';
import type { Route } from '../http/router.ts';
import type { KubeClusters } from '../kube/seam.ts';
import { activityLogRoutes } from './activity-log.ts';
import type { Changes } from './changes.ts';
import { createAdmission } from './clusters/admission.ts';
import { clusterRoutes } from './clusters/routes.ts';
import { groupRoutes } from './groups/routes.ts';
import { guardRoutes } from './guards/routes.ts';
import { identityRoutes } from './identities/routes.ts';
import { limitRoutes } from './limits/routes.ts';
import { networkResourceRoutes } from './network/resource-routes.ts';
import { virtualNetworkRoutes } from './network/virtual-network-routes.ts';
import { createPager } from './paging.ts';
import type { ArmHandle } from './request.ts';
import { rightsRoutes } from './rights/routes.ts';
import type { Stores } from './stores.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { tagRoutes } from './tags/routes.ts';

export interface RouteParts {
  options: SandboxOptions;
  clock: SandboxClock;
  kube: KubeClusters;
  caPem: string;
  baseUrl: () => string;
}

/** The routes of Resource Manager and of all providers. */
export function armRoutes(stores: Stores, changes: Changes, surface: RouteParts): Route<ArmHandle>[] {
  const { directory, pageSize } = surface.options;
  const page = createPager(pageSize, surface.baseUrl);
  const admission = createAdmission(stores);
  const parts = { ...stores, ...changes, ...surface, directory, tenantId: directory.tenantId, page, admission };
  return [
    ...subscriptionRoutes(parts),
    ...groupRoutes(parts),
    ...virtualNetworkRoutes(parts),
    ...networkResourceRoutes(parts),
    ...identityRoutes(parts),
    ...rightsRoutes(parts),
    ...limitRoutes(stores.limits),
    ...guardRoutes(parts),
    ...tagRoutes(parts),
    ...activityLogRoutes(stores.activityLog, page),
    ...clusterRoutes(parts),
  ];
}
