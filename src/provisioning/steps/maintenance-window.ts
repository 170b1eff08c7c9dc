import type { ResolvedOrder } from '../../model/order.ts';
import { done, skipped } from '../../model/step.ts';
import type { MaintenanceSchedule, Step } from '../../ports.ts';
import { defaults } from '../defaults.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, drawsOn, heldUp, minutes } from '../target.ts';
import { goneInAzure } from './gone.ts';

/**
 * Tells AKS when it may upgrade by itself: a resource below the cluster for each channel that keeps to a window. Each is
 * put whole, so that putting it again changes nothing.
 */
export function maintenanceWindow(deps: ProvisioningDeps): Step {
  return {
    name: 'maintenance-window',
    deadlineMs: minutes(20),
    overdue: 'deadline-exceeded',
    budget: (context) => ({
      ...drawsOn('writes')(context),
      slots: 1 + schedulesOf(context.cluster.order).length,
    }),
    async run(context) {
      const { cluster } = context;
      const { order } = cluster;
      if (!order.maintenanceWindow) return skipped('No window was ordered.');
      const gone = await goneInAzure(deps, context);
      if (gone) return gone;
      for (const schedule of schedulesOf(order)) {
        if (!context.holds()) return heldUp();
        const { name, resourceGroup, maintenanceWindow: window } = order;
        await deps.arm.setMaintenanceWindow(armScope(cluster), resourceGroup.name, name, schedule, window);
      }
      const { dayOfWeek, startTime, utcOffset } = order.maintenanceWindow;
      return done(`AKS upgrades by itself on ${dayOfWeek}s from ${startTime} (UTC${utcOffset}).`);
    },
  };
}

/** The schedules of the channels that upgrade. */
function schedulesOf({
  autoUpgrade = defaults.autoUpgrade,
  nodeOsUpgrade = defaults.nodeOsUpgrade,
}: Pick<ResolvedOrder, 'autoUpgrade' | 'nodeOsUpgrade'>): MaintenanceSchedule[] {
  return [
    ...(autoUpgrade === 'none' ? [] : (['aksManagedAutoUpgradeSchedule'] as const)),
    // The other two are none at all, and the node's own.
    ...(['SecurityPatch', 'NodeImage'].includes(nodeOsUpgrade) ? (['aksManagedNodeOSUpgradeSchedule'] as const) : []),
  ];
}
