import { stringify } from 'yaml';
import { JSON_PLAIN, type Reply } from '../../http/reply.ts';
import { object, text } from '../../json.ts';
import { aksError } from '../errors.ts';
import type { Cluster } from './cluster.ts';

/** The Entra application that stands for the API servers of AKS; exec kubeconfigs ask for its tokens. */
export const AKS_SERVER_APPLICATION = '6dae42f8-4368-4678-94ff-3960e28e3630';

/** What `kubelogin` logs in as for people. */
const AKS_CLIENT_APPLICATION = '80faf920-1908-4b52-b5ef-a8e7bedfc67a';

interface Access {
  serverUrl: string;
  caPem: string;
  tenantId: string;
  /** `format=azure`: for the plug-in that kubectl had before kubelogin. */
  legacy: boolean;
}

/**
 * The answer of listClusterAdminCredential and listClusterUserCredential: one kubeconfig with the names that AKS uses
 * (recording of 2022). Clusters with Entra integration give users an exec kubeconfig for kubelogin.
 */
export function credentials(cluster: Cluster, role: 'Admin' | 'User', access: Access): Reply {
  const { properties } = cluster.body;
  const entra = properties['aadProfile'] !== undefined;
  const tenantId = text(object(properties['aadProfile'])['tenantID']) ?? access.tenantId;
  if (role === 'Admin' && properties.disableLocalAccounts) {
    throw aksError(
      400,
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  }
  const user = `cluster${role}_${cluster.resourceGroup}_${cluster.name}`;
  const token = role === 'Admin' ? cluster.adminToken : cluster.userToken;
  const kubeconfig = {
    apiVersion: 'v1',
    clusters: [
      {
        cluster: {
          'certificate-authority-data': Buffer.from(access.caPem).toString('base64'),
          server: access.serverUrl,
        },
        name: cluster.name,
      },
    ],
    // Of an admin, too: it is azure-cli that adds `-admin`.
    contexts: [{ context: { cluster: cluster.name, user }, name: cluster.name }],
    'current-context': cluster.name,
    kind: 'Config',
    preferences: {},
    users: [{ name: user, user: role === 'User' && entra ? entraUser(tenantId, access.legacy) : { token } }],
  };
  const value = Buffer.from(stringify(kubeconfig, { lineWidth: 0 })).toString('base64');
  return { status: 200, contentType: JSON_PLAIN, body: { kubeconfigs: [{ name: `cluster${role}`, value }] } };
}

/** As AKS gives it for kubelogin, or for its predecessor. */
function entraUser(tenantId: string, legacy: boolean) {
  const environment = 'AzurePublicCloud';
  if (legacy) {
    const config = {
      'apiserver-id': AKS_SERVER_APPLICATION,
      'client-id': AKS_CLIENT_APPLICATION,
      'config-mode': '1',
      environment,
      'tenant-id': tenantId,
    };
    return { 'auth-provider': { name: 'azure', config } };
  }
  const options = {
    environment,
    'server-id': AKS_SERVER_APPLICATION,
    'client-id': AKS_CLIENT_APPLICATION,
    'tenant-id': tenantId,
    login: 'devicecode',
  };
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      args: ['get-token', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])],
      command: 'kubelogin',
      env: null,
      installHint:
        '\nkubelogin is not installed which is required to connect to AAD enabled cluster.\n\nTo learn more, please go to https://aka.ms/aks/kubelogin\n',
      provideClusterInfo: false,
    },
  };
}
