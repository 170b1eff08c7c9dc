import type { Step } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { apiServerAnswers } from './api-server-answers.ts';
import { deleteCluster } from './delete-cluster.ts';
import { deleteResourceGroup } from './delete-resource-group.ts';
import { diagnose } from './diagnose.ts';
import { installCni } from './install-cni.ts';
import { maintenanceWindow } from './maintenance-window.ts';
import { managedCluster } from './managed-cluster.ts';
import { nodesReady } from './nodes-ready.ts';
import { nodesRegistered } from './nodes-registered.ts';
import { outputs } from './outputs.ts';
import { podsConnect } from './pods-connect.ts';
import { preflight } from './preflight.ts';
import { removeProbe } from './remove-probe.ts';
import { resourceGroup } from './resource-group.ts';
import { staysGone } from './stays-gone.ts';
import { stopAzureOperation } from './stop-azure-operation.ts';
import { supersededJobEnded } from './superseded-job-ended.ts';
import { tagCluster } from './tag-cluster.ts';
import { takeInventory } from './take-inventory.ts';

const makers = [
  preflight,
  resourceGroup,
  managedCluster,
  maintenanceWindow,
  apiServerAnswers,
  nodesRegistered,
  tagCluster,
  installCni,
  nodesReady,
  podsConnect,
  removeProbe,
  outputs,
  diagnose,
  stopAzureOperation,
  supersededJobEnded,
  deleteCluster,
  deleteResourceGroup,
  staysGone,
  takeInventory,
];

/** Every step a plan can name. */
export function createSteps(deps: ProvisioningDeps): ReadonlyMap<string, Step> {
  return new Map(makers.map((make) => make(deps)).map((step) => [step.name, step]));
}
