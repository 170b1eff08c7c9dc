import { readFileSync } from 'node:fs';

/** One request to Azure, and what it answered; `path` is without the host. */
export interface Exchange {
  method: string;
  path: string;
  requestBody: unknown;
  /** Absent where the answer was not transcribed. */
  status: number | null;
  /** Those that matter; request ids and the like are left out by most recorders. */
  headers: Record<string, string>;
  responseBody: unknown;
  /** How often the same answer came in a row. */
  repeat?: number;
}

/** A recorded conversation with Azure, and the api-versions that were really sent. */
export interface Recording {
  name: string;
  exchanges: Exchange[];
}

/**
 * azure-cli and azure-powershell write newer api-versions into the URLs of stored recordings when they move on. Azure
 * answered to the one that was sent: what AKS's was is said by the recorder's release, what that of networks was by the
 * URL of the operation.
 */
const SENT: Record<string, [provider: RegExp, apiVersion: string][]> = {
  create_network_plugin_none: [[/ContainerService/, '2023-05-01']],
  create_again_kubenet: [[/ContainerService/, '2023-05-01']],
  abort_create: [[/ContainerService/, '2025-03-01']],
  identity_and_vnet_create_2025: [[/Microsoft.Network\/virtualNetworks\/[^/]+$/, '2024-05-01']],
  get_cluster_byo_node_and_pod_subnet_2025: [[/ContainerService/, '2025-08-01']],
};

const folder = new URL('recordings/', import.meta.url);

export function loadRecording(name: string): Recording {
  const { exchanges } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recording;
  return { name, exchanges: exchanges.map((exchange) => ({ ...exchange, path: asSent(name, exchange.path) })) };
}

function asSent(name: string, path: string): string {
  const [resource = ''] = path.split('?');
  // Operation URLs are Azure's own, and nobody rewrites them.
  const sent = /\/operations?(results)?\//.test(resource)
    ? undefined
    : SENT[name]?.find(([provider]) => provider.test(resource))?.[1];
  return sent === undefined ? path : path.replace(/api-version=[\w-]+/, `api-version=${sent}`);
}
