import { relative } from 'node:path';
import type { SandboxOptions } from './config.ts';

/** What `npm run sandbox` prints after its ready line: where to look, and a first token, group and cluster. */
export function greeting(url: string, { caFile, speed, directory }: SandboxOptions): string {
  const { tenantId, principals, subscriptions } = directory;
  const [application] = principals;
  const ca = relative('', caFile) || caFile;
  const group = `${url}/subscriptions/${subscriptions[0]?.id}/resourceGroups/rg-first`;
  return `
A stand-in for Azure, ${speed} times as fast. Nothing here costs anything.

Page          ${url}/  (its CA is ${ca})
Tenant        ${tenantId}
Application   ${application?.clientId}, secret ${application?.secret}
Subscription  ${subscriptions[0]?.id}

A token, and a resource group:

  export TOKEN=$(curl -s --cacert ${ca} ${url}/${tenantId}/oauth2/v2.0/token \\
    -d grant_type=client_credentials -d client_id=${application?.clientId} \\
    -d client_secret=${application?.secret} -d scope=${url}/.default | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s --cacert ${ca} -X PUT '${group}?api-version=2021-04-01' -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' -d '{"location":"westeurope"}'

A fault, for every cluster whose name begins with demo-:

  curl -s --cacert ${ca} -X PUT ${url}/sandbox/faults -d '{"name":"quota","match":{"cluster":"demo-*"}}'

az, kubectl, helm, and all the faults: docs/sandbox.md. Slipway with it: npm start
`;
}
