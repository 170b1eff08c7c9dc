import { CATALOGUE } from '../../faults/catalogue.ts';
import type { Target } from '../../faults/entry.ts';
import type { Faults } from '../../faults/faults.ts';
import type { KubeBehaviour } from '../../kube/seam.ts';

/** What the faults that are on mean for the inside of a cluster. */
export function behaviourOf(faults: Faults, target: Target): KubeBehaviour {
  const behaviour: KubeBehaviour = {};
  for (const [name, { inside }] of Object.entries(CATALOGUE)) {
    const params = inside && faults.paramsOf(name, target);
    if (params) Object.assign(behaviour, inside(params));
  }
  return behaviour;
}
