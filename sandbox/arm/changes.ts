import type { SandboxClock } from '../clock.ts';
import type { SandboxOptions } from '../config.ts';
import { createDurations } from '../durations.ts';
import type { KubeClusters } from '../kube/seam.ts';
import type { State } from '../state/state.ts';
import { createTimeline } from '../timeline.ts';
import { createPoolLifecycle } from './agent-pools/lifecycle.ts';
import { createActs } from './clusters/acts.ts';
import { createLifecycle } from './clusters/lifecycle.ts';
import { createPace } from './clusters/pace.ts';
import { createGroupDeletion } from './groups/deletion.ts';
import type { UrlSigner } from './signed-url.ts';
import type { Stores } from './stores.ts';

export interface ChangeParts {
  options: SandboxOptions;
  clock: SandboxClock;
  state: State;
  signer: UrlSigner;
  kube: KubeClusters;
}

export type Changes = ReturnType<typeof createChanges>;

/** What goes on in the cloud on sandbox time, and how it is begun. */
export function createChanges(stores: Stores, { options, clock, state, signer, kube }: ChangeParts) {
  const timeline = createTimeline(clock, state);
  const durations = createDurations(options.seed, options.durations, state.map<number>('durations'));
  const pace = createPace(stores.faults, durations);
  const parts = { ...stores, clock, timeline, durations, pace, kube, signer };
  const lifecycle = createLifecycle(parts);
  return {
    timeline,
    lifecycle,
    act: createActs(parts),
    poolLifecycle: createPoolLifecycle(parts),
    deletion: createGroupDeletion({ ...parts, lifecycle }),
  };
}
