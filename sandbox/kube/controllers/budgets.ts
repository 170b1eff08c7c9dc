import { timestamp } from '../cluster.ts';
import { fieldsOf } from '../json.ts';
import { budgets, pods } from '../store/resources.ts';
import { selects } from '../store/selectors.ts';
import type { Condition, LabelSelector } from '../types/object.ts';
import { withCondition } from './conditions.ts';
import { shareOf } from './deployments.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { isLeaving, isReady, putStatus } from './pods.ts';

type Share = number | string | undefined;

/** Counts what disruption budgets allow. */
export const budgetController: Controller = {
  name: 'budgets',
  concerns: (cluster, change) => {
    if (change.resource === budgets.key) return change.type === 'DELETED' ? [] : [keyOf(change.object)];
    return change.resource === pods.key ? cluster.store.list(budgets, change.object.metadata.namespace).map(keyOf) : [];
  },
  reconcile: (cluster, key) => {
    const budget = cluster.store.get(budgets, ...splitKey(key));
    if (budget === undefined) return;
    const spec = fieldsOf(budget['spec']);
    const selector = spec['selector'] as LabelSelector | undefined;
    const guarded = cluster.store
      .list(pods, budget.metadata.namespace)
      .filter((pod) => !isLeaving(pod) && selects(selector, pod.metadata.labels));
    const expectedPods = guarded.length;
    const currentHealthy = guarded.filter(isReady).length;
    const least = spec['minAvailable'] as Share;
    const most = shareOf(spec['maxUnavailable'] as Share, expectedPods, Math.ceil);
    const desiredHealthy =
      least === undefined ? Math.max(0, expectedPods - most) : shareOf(least, expectedPods, Math.ceil);
    const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
    const allowed: Condition = {
      type: 'DisruptionAllowed',
      status: disruptionsAllowed > 0 ? 'True' : 'False',
      reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
      message: '',
    };
    const known = fieldsOf(budget['status'])['conditions'] as Condition[] | undefined;
    putStatus(cluster, budgets, budget, {
      conditions: withCondition(known, allowed, timestamp(cluster.clock)),
      currentHealthy,
      desiredHealthy,
      disruptionsAllowed,
      expectedPods,
      observedGeneration: budget.metadata.generation ?? 1,
    });
  },
};
