import { mostNodes } from '../../model/node-pool.ts';
import type { Usage } from '../../ports.ts';
import { ifBegun } from './begun.ts';
import { type Check, failed, notApplicable, passed, unknown } from './check.ts';
import { aksChooses, namesSize, sizedPools } from './pool-sizes.ts';

/** The quota of all vCPUs of a region. */
const regional = 'cores';

/** The vCPU quotas of region and families hold all nodes at the autoscaler's maximum, and those of an upgrade beside them. */
export const vcpuQuota: Check = {
  name: 'vcpu-quota',
  async run(context) {
    const { facts, cluster } = context;
    const { nodePools, location } = cluster.order;
    if (!namesSize(nodePools)) return notApplicable(aksChooses);
    const begun = await ifBegun(context);
    if (begun) return begun;
    const usages = (await facts.usages('Microsoft.Compute')) ?? [];
    const wanted = new Map<string, number>();
    for (const { pool, size } of sizedPools(nodePools, await facts.sizes())) {
      if (!size) continue;
      const vCPUs = mostNodes(pool) * size.vCPUs;
      for (const name of [regional, size.family]) wanted.set(name, (wanted.get(name) ?? 0) + vCPUs);
    }
    const quotas = [...wanted].map(([name, count]) => ({ name, count, usage: usageOf(usages, name) }));
    const short = quotas.filter(({ usage, count }) => usage && usage.used + count > usage.limit);
    const fact = quotas.map(({ name, usage }) =>
      usage ? `${name} ${usage.used} of ${usage.limit}` : `${name} not told`,
    );
    if (short.length > 0) {
      const said = short.map(
        ({ name, count, usage }) => `${name} lacks ${count - left(usage)} (needs ${count}, has ${left(usage)} left)`,
      );
      return failed(
        '/nodePools',
        `vCPU quota in ${location}: ${said.join('; ')}. Counted: every pool at its most nodes, and those of an upgrade.`,
        `Ask for more quota (az quota, or the portal's Quotas page), or order fewer nodes, a smaller maxCount, another size or region.`,
        fact.join('; '),
      );
    }
    const untold = quotas.filter(({ usage }) => !usage);
    if (untold.length > 0) return unknown(`Azure tells no quota of ${untold.map(({ name }) => name).join(', ')}.`);
    return passed(`The vCPU quotas of ${location} hold the order at its largest.`, fact.join('; '));
  },
};

const usageOf = (usages: readonly Usage[], name: string) =>
  usages.find((one) => one.name.toLowerCase() === name.toLowerCase());
const left = (usage: Usage | undefined) => Math.max(0, (usage?.limit ?? 0) - (usage?.used ?? 0));
