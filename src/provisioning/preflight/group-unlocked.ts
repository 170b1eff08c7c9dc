import { type Check, failed, notApplicable, passed } from './check.ts';

/** No management lock on the resource group keeps anything from being made in it. */
export const groupUnlocked: Check = {
  name: 'resource-group-unlocked',
  async run({ facts, cluster }) {
    const { resourceGroup, subscriptionId } = cluster.order;
    const { name } = resourceGroup;
    if (!(await facts.resourceGroup(name))) return notApplicable(`There is no resource group ${name} yet.`);
    const locks = await facts.locks();
    const fact = locks.map((lock) => `${lock.name} (${lock.level})`).join(', ');
    const readOnly = locks.filter(({ level }) => level === 'ReadOnly');
    if (readOnly.length > 0) {
      return failed(
        '/resourceGroup',
        `Resource group ${name} is locked: nothing can be made in it.`,
        `Run: ${readOnly.map((lock) => `az lock delete -g ${name} --subscription ${subscriptionId} -n ${lock.name}`).join(' && ')}; or choose another group.`,
        fact,
      );
    }
    if (locks.length > 0)
      return passed(`Resource group ${name} may be built in; its lock will stop a later delete.`, fact);
    return passed(`No lock is on resource group ${name}.`);
  },
};
