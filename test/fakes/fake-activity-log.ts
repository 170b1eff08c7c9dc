import type { Activity } from '../../src/model/diagnosis.ts';

/** What the activity log of a group would have: one failure for each cluster in it that ended so. */
export function failuresIn(clusters: { id: string; provisioningState: string }[], group: string): Activity[] {
  const failed = clusters.filter(
    ({ id, provisioningState }) => provisioningState === 'Failed' && id.includes(`/${group}/`),
  );
  return failed.map(({ id }) => ({
    at: '2026-11-01T00:00:00Z',
    operation: 'Microsoft.ContainerService/managedClusters/write',
    resource: id,
    code: 'CreateVMSSAgentPoolFailed',
  }));
}
