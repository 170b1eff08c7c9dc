import { stringify } from 'yaml';
import { JSON_PLAIN, type Reply } from '../../http/reply.ts';
import { aksError } from '../errors.ts';
import type { Cluster } from './cluster.ts';

/** The Entra application that stands for the API servers of AKS; exec kubeconfigs ask for its tokens. */
export const AKS_SERVER_APPLICATION = '6dae42f8-4368-4678-94ff-3960e28e3630';

interface Access {
  serverUrl: string;
  caPem: string;
}

/**
 * The answer of listClusterAdminCredential and listClusterUserCredential: one kubeconfig with the names that AKS uses
 * (recording of 2022). Clusters with Entra integration give users an exec kubeconfig for kubelogin.
 */
export function credentials(cluster: Cluster, role: 'Admin' | 'User', access: Access): Reply {
  const { properties } = cluster.body;
  const entra = properties['aadProfile'] !== undefined;
  if (role === 'Admin' && properties.disableLocalAccounts) {
    throw aksError(
      400,
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  }
  const user = `cluster${role}_${cluster.resourceGroup}_${cluster.name}`;
  const context = role === 'Admin' && entra ? `${cluster.name}-admin` : cluster.name;
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
    contexts: [{ context: { cluster: cluster.name, user }, name: context }],
    'current-context': context,
    kind: 'Config',
    preferences: {},
    users: [{ name: user, user: role === 'User' && entra ? execUser() : { token } }],
  };
  const value = Buffer.from(stringify(kubeconfig, { lineWidth: 0 })).toString('base64');
  return { status: 200, contentType: JSON_PLAIN, body: { kubeconfigs: [{ name: `cluster${role}`, value }] } };
}

function execUser() {
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'kubelogin',
      args: ['get-token', '--environment', 'AzurePublicCloud', '--server-id', AKS_SERVER_APPLICATION],
      env: null,
      provideClusterInfo: false,
    },
  };
}
