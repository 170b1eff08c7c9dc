import { ProblemError, problem } from '../../src/model/problem.ts';
import type { Clock, Helm } from '../../src/ports.ts';
import type { FakeCloud, FakeCluster } from './fake-cloud.ts';

/** A helm whose charts take a while to cover the nodes, which turn Ready with the first of them. */
export function createFakeHelm(
  clock: Clock,
  cloud: Pick<FakeCloud, 'brokenCharts' | 'durations'>,
  inside: (name: string) => FakeCluster,
): Helm {
  return {
    definitions: async () => [],
    async upgradeInstall({ name }, { chart: { version } }, { holds = () => true }) {
      if (!holds()) return { type: 'pending', retryAfterMs: 0 };
      const found = inside(name);
      const { revision = 0, version: before, rolledOutAt } = found.release ?? {};
      if (cloud.brokenCharts.has(version)) {
        throw new ProblemError(problem('cni-install-failed', `helm cannot install ${version}.`));
      }
      const readyAt = clock.now() + cloud.durations.ready;
      found.readyAt ??= readyAt;
      const isUpgrade = before !== undefined && before !== version;
      found.release = { version, revision: revision + 1, rolledOutAt: isUpgrade ? readyAt : rolledOutAt };
      return { type: 'deployed', revision: revision + 1 };
    },
  };
}
