import { armScope } from '../target.ts';
import { type Check, failed, passed } from './check.ts';

const needed = ['Microsoft.ContainerService', 'Microsoft.Compute', 'Microsoft.Network', 'Microsoft.ManagedIdentity'];

/** The subscription has registered the resource providers that AKS draws on. */
export const providersRegistered: Check = {
  name: 'providers-registered',
  async run({ arm, cluster }) {
    const states = await Promise.all(
      needed.map(async (namespace) => ({ namespace, state: await arm.providerState(armScope(cluster), namespace) })),
    );
    const missing = states.filter(({ state }) => state !== 'Registered');
    if (missing.length === 0) return passed('All resource providers are registered.');
    return failed(
      '/subscriptionId',
      `Not registered: ${missing.map(({ namespace, state }) => `${namespace} (${state})`).join(', ')}.`,
      `Run: ${missing.map(({ namespace }) => `az provider register -n ${namespace} --wait`).join(' && ')}`,
    );
  },
};
