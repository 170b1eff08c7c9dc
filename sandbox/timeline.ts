import { randomUUID } from 'node:crypto';
import type { SandboxClock } from './clock.ts';
import { list } from './json.ts';

/** Something that will happen to a resource; kept over a restart, so it holds data only. */
export interface Step {
  id: string;
  /** Wall-clock milliseconds. */
  at: number;
  kind: string;
  /** What it happens to: a cluster, a resource group. */
  target: string;
  operationId: string;
}

export type Timeline = ReturnType<typeof createTimeline>;

/** The future of the sandbox: steps that run when their time has come, a restart in between or not. */
export function createTimeline(clock: SandboxClock, changed: () => void) {
  const pending = new Map<string, { step: Step; callOff: () => void }>();
  const handlers = new Map<string, (step: Step) => void>();

  function arm(step: Step): void {
    const azureMs = Math.max(0, step.at - clock.now()) * clock.speed;
    const callOff = clock.after(azureMs, () => {
      pending.delete(step.id);
      handlers.get(step.kind)?.(step);
      changed();
    });
    pending.set(step.id, { step, callOff });
  }

  function cancel(id: string): void {
    pending.get(id)?.callOff();
    pending.delete(id);
  }

  return {
    /** Says what a kind of step does. */
    on(kind: string, handler: (step: Step) => void): void {
      handlers.set(kind, handler);
    },
    /** `afterMs` is Azure's time. */
    schedule(afterMs: number, kind: string, target: string, operationId: string): void {
      arm({ id: randomUUID(), at: clock.now() + clock.scaled(afterMs), kind, target, operationId });
      changed();
    },
    /** Forgets what was to happen to this target. */
    cancelFor(target: string): void {
      for (const { step } of [...pending.values()]) if (step.target === target) cancel(step.id);
    },
    snapshot: () => [...pending.values()].map(({ step }) => step),
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) arm(item as Step);
    },
    close(): void {
      for (const id of [...pending.keys()]) cancel(id);
    },
  };
}
