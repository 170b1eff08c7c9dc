import type { Arm } from '../../ports.ts';
import { type ArmClients, aksApiVersion, clusterUrl, orThrow } from './client.ts';

/** When AKS may upgrade a cluster by itself; a resource below it that is there at once. */
export function createMaintenance(clients: ArmClients): Pick<Arm, 'setMaintenanceWindow'> {
  return {
    async setMaintenanceWindow(scope, group, name, schedule, window) {
      const { dayOfWeek, intervalWeeks, durationHours, startTime, utcOffset } = window;
      orThrow(
        await clients.request(scope, 'Setting the maintenance window', {
          method: 'PUT',
          url: `${clusterUrl(scope, group, name)}/maintenanceConfigurations/${schedule}?api-version=${aksApiVersion}`,
          body: {
            properties: {
              maintenanceWindow: {
                schedule: { weekly: { intervalWeeks, dayOfWeek } },
                durationHours,
                utcOffset,
                startTime,
              },
            },
          },
        }),
      );
    },
  };
}
