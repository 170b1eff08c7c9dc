import { type Check, failed, passed } from './check.ts';
import { neededProviders as needed } from './needed-providers.ts';

/** The subscription has registered the resource providers that AKS draws on. */
export const providersRegistered: Check = {
  name: 'providers-registered',
  async run({ facts, cluster }) {
    const states = await facts.providers();
    const stateOf = (namespace: string) => states[namespace.toLowerCase()] ?? 'NotRegistered';
    const missing = needed.filter((namespace) => stateOf(namespace) !== 'Registered');
    const fact = needed.map((namespace) => `${namespace} ${stateOf(namespace)}`).join(', ');
    if (missing.length === 0) return passed('All resource providers that AKS needs are registered.', fact);
    return failed(
      '/subscriptionId',
      `Not registered: ${missing.map((namespace) => `${namespace} (${stateOf(namespace)})`).join(', ')}.`,
      `Run: ${missing.map((namespace) => `az provider register -n ${namespace} --subscription ${cluster.order.subscriptionId} --wait`).join(' && ')}`,
      fact,
    );
  },
};
