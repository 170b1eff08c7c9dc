import {
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import type { AzureAccount, AzureCloud } from './account.ts';

/**
 * Hands out one credential per account for the life of the process: tokens are cached inside the credential, so a
 * second instance would ask Entra again.
 */
export function createCredentials(cloud: AzureCloud): (account: AzureAccount) => TokenCredential {
  const made = new Map<string, TokenCredential>();
  return (account) => {
    const known = made.get(account.name);
    if (known) return known;
    const credential = makeCredential(account, cloud);
    made.set(account.name, credential);
    return credential;
  };
}

function makeCredential(account: AzureAccount, cloud: AzureCloud): TokenCredential {
  const { tenantId, clientId, clientSecret } = account;
  const options = {
    // The engine waits between tries; a retry in here would sleep while it holds a worker.
    retryOptions: { maxRetries: 0 },
    ...(cloud.authorityHost ? { authorityHost: cloud.authorityHost } : {}),
    ...(cloud.disableInstanceDiscovery ? { disableInstanceDiscovery: true } : {}),
  };
  switch (account.kind) {
    case 'client-secret':
      return new ClientSecretCredential(
        need(account, 'tenantId', tenantId),
        need(account, 'clientId', clientId),
        need(account, 'clientSecret', clientSecret),
        options,
      );
    case 'workload-identity':
      return new WorkloadIdentityCredential({
        ...options,
        ...(tenantId ? { tenantId } : {}),
        ...(clientId ? { clientId } : {}),
      });
    case 'managed-identity':
      return clientId
        ? new ManagedIdentityCredential({ ...options, clientId })
        : new ManagedIdentityCredential(options);
    case 'default':
      return new DefaultAzureCredential({
        ...options,
        ...(tenantId ? { tenantId } : {}),
        ...(clientId ? { managedIdentityClientId: clientId, workloadIdentityClientId: clientId } : {}),
      });
  }
}

function need(account: AzureAccount, field: string, value: string | undefined): string {
  if (!value) throw new Error(`The Azure account ${account.name} (${account.kind}) needs ${field}.`);
  return value;
}
