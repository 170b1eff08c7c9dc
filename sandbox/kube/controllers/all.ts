import { budgetController } from './budgets.ts';
import { daemonSetController } from './daemonsets.ts';
import { definitionController } from './definitions.ts';
import { deploymentController } from './deployments.ts';
import type { Controller } from './engine.ts';
import { garbageController } from './garbage.ts';
import { jobController } from './jobs.ts';
import { kubelet } from './kubelet.ts';
import { namespaceController } from './namespaces.ts';
import { networkController } from './network.ts';
import { autoscalerController } from './pools.ts';
import { replicaSetController } from './replicasets.ts';
import { scheduler } from './scheduler.ts';
import { serviceController } from './services.ts';
import { statefulSetController } from './statefulsets.ts';
import { tigeraController } from './tigera.ts';

/** Everything that acts by itself in a cluster. */
export const allControllers: Controller[] = [
  definitionController,
  namespaceController,
  garbageController,
  deploymentController,
  replicaSetController,
  statefulSetController,
  daemonSetController,
  jobController,
  scheduler,
  kubelet,
  autoscalerController,
  networkController,
  serviceController,
  budgetController,
  tigeraController,
];
