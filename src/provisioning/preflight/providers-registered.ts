import { armScope } from '../target.ts';
import { type Check, failed, passed } from './check.ts';

const needed = ['Microsoft.ContainerService', 'Microsoft.Compute', 'Microsoft.Network', 'Microsoft.ManagedIdentity'];

/** The subscription has registered the resource providers that AKS draws on. */
export const providersRegistered: Check = {
  name: 'providers-registered',
  async run({ arm, cluster }) {
    const missing: { namespace: string; state: string }[] = [];
    for (const namespace of needed) {
      const state = await arm.providerState(armScope(cluster), namespace);
      if (state !== 'Registered') missing.push({ namespace, state });
    }
    if (missing.length === 0) return passed('All resource providers are registered.');
    return failed(
      '/subscriptionId',
      `Not registered: ${missing.map(({ namespace, state }) => `${namespace} (${state})`).join(', ')}.`,
      `Run: ${missing.map(({ namespace }) => `az provider register -n ${namespace} --wait`).join(' && ')}`,
    );
  },
};
