import type { Order } from '../../../../src/model/order.ts';
import type { Arm, FactCache, Learnt, Origins } from '../../../../src/ports.ts';
import { type CniCatalogue, cniCatalogue } from '../../../../src/provisioning/cni/index.ts';
import { resolveOrder } from '../../../../src/provisioning/defaults.ts';
import { runPreflight } from '../../../../src/provisioning/preflight/index.ts';
import { createFakeClock } from '../../../fakes/clock.ts';
import { createFakeCloud } from '../../../fakes/fake-cloud.ts';
import { fakeOrigins } from '../../../fakes/fake-origins.ts';
import { createMemoryFactCache } from '../../../fakes/memory-fact-cache.ts';
import { fakeStandpoint } from '../../../fakes/standpoint.ts';
import { firstOrder } from '../../../fakes/world.ts';

/** A preflight of one order against the fake cloud, which counts its reads. */
export function bench(order: Partial<Order> = {}) {
  const cloud = createFakeCloud(createFakeClock());
  const reads: string[] = [];
  /** Each read with what it was of. */
  const questions: string[] = [];
  const learnt: Learnt = {};
  const setting: { arm: Arm; factCache: FactCache; catalogue: CniCatalogue; origins: Origins } = {
    arm: cloud.arm,
    factCache: createMemoryFactCache(),
    catalogue: cniCatalogue(),
    origins: fakeOrigins(),
  };
  const standpoint = fakeStandpoint();
  const account = { name: 'test', subscriptionId: '00000000-0000-0000-0000-000000000001' };
  const cluster = { id: 'cls_1', tenant: 'team-a', order: resolveOrder({ ...firstOrder, ...order }, account) };
  return {
    cloud,
    cluster,
    reads,
    questions,
    learnt,
    setting,
    standpoint,
    async run(patient = true) {
      const arm = new Proxy(setting.arm, {
        get(target, member, receiver) {
          const read = Reflect.get(target, member, receiver) as (...given: unknown[]) => unknown;
          return (scope: unknown, ...of: unknown[]) => {
            reads.push(String(member));
            questions.push(JSON.stringify([member, ...of]));
            return read(scope, ...of);
          };
        },
      });
      const deps = { ...setting, standpoint, arm, kube: cloud.kube, instance: 'test' };
      return runPreflight(deps, cluster, (facts) => Object.assign(learnt, facts), 'create', patient);
    },
    async verdictOf(check: string) {
      const finding = (await this.run()).find((one) => one.check === check);
      if (!finding) throw new Error(`no finding of ${check}`);
      return finding;
    },
  };
}
