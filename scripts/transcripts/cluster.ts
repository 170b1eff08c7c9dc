import tls from 'node:tls';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { ClientSecretCredential } from '@azure/identity';

/** A sandbox and the application that clients are. */
export interface SandboxPlace {
  url: string;
  caPem: string;
  tenantId: string;
  clientId: string;
  clientSecret: string;
  subscriptionId: string;
}

/** Creates a cluster of two nodes through Resource Manager, and waits for it. @returns its admin kubeconfig */
export async function createCluster(place: SandboxPlace, name: string): Promise<string> {
  const { url, tenantId, clientId, clientSecret, subscriptionId } = place;
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), place.caPem]);
  const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost: url,
    disableInstanceDiscovery: true,
  });
  const scopes = [`${url}/.default`];
  const { managedClusters } = new ContainerServiceClient(credential, subscriptionId, {
    endpoint: url,
    credentials: { scopes },
  });
  const group = 'demo';
  const { token } = await credential.getToken(scopes);
  const response = await fetch(
    `${url}/subscriptions/${subscriptionId}/resourceGroups/${group}?api-version=2025-04-01`,
    {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ location: 'westeurope' }),
    },
  );
  if (!response.ok) throw new Error(`the resource group was refused: ${await response.text()}`);
  const cluster = {
    location: 'westeurope',
    identity: { type: 'SystemAssigned' as const },
    dnsPrefix: name,
    agentPoolProfiles: [{ name: 'nodepool1', count: 2, mode: 'System', vmSize: 'Standard_D4s_v5', osType: 'Linux' }],
    networkProfile: { networkPlugin: 'none', podCidr: '10.244.0.0/16' },
  };
  await managedClusters.createOrUpdate(group, name, cluster, { updateIntervalInMs: 100 });
  const { kubeconfigs } = await managedClusters.listClusterAdminCredentials(group, name);
  return Buffer.from(kubeconfigs?.[0]?.value ?? '').toString();
}
