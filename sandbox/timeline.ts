import { randomUUID } from 'node:crypto';
import type { SandboxClock } from './clock.ts';
import type { State } from './state/state.ts';

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
export function createTimeline(clock: SandboxClock, state: State) {
  const steps = state.map<Step>('timeline');
  const alarms = new Map<string, () => void>();
  const handlers = new Map<string, (step: Step) => void>();

  function arm(step: Step): void {
    const azureMs = Math.max(0, step.at - clock.now()) * clock.speed;
    const callOff = clock.after(azureMs, () => {
      for (const due of upTo(step)) {
        // One of the steps before may have called it off.
        if (!steps.has(due.id)) continue;
        forget(due.id);
        handlers.get(due.kind)?.(due);
      }
    });
    alarms.set(step.id, callOff);
  }

  /** This step and what was to happen to its target before: timers that are late fire in an order of their own. */
  function upTo({ target, at }: Step): Step[] {
    const due = [...steps.values()].filter((step) => step.target === target && step.at <= at);
    return due.sort((one, other) => one.at - other.at);
  }

  function forget(id: string): void {
    alarms.get(id)?.();
    alarms.delete(id);
    steps.delete(id);
  }

  return {
    /** Says what a kind of step does. */
    on(kind: string, handler: (step: Step) => void): void {
      handlers.set(kind, handler);
    },
    /** `afterMs` is Azure's time. */
    schedule(afterMs: number, kind: string, target: string, operationId: string): void {
      const step = { id: randomUUID(), at: clock.now() + clock.scaled(afterMs), kind, target, operationId };
      steps.set(step.id, step);
      arm(step);
    },
    /** Forgets what was to happen to this target. */
    cancelFor(target: string): void {
      for (const { id } of [...steps.values()].filter((step) => step.target === target)) {
        forget(id);
      }
    },
    /** Takes up what was still to come when the sandbox ended, on a later turn even what is overdue. */
    resume(): void {
      for (const step of steps.values()) arm(step);
    },
    close(): void {
      for (const callOff of alarms.values()) callOff();
    },
  };
}
