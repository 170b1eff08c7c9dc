import type { SandboxPlace } from './sandbox-environment.ts';

export interface Started {
  port: number;
  apiKey: string;
  sandbox: SandboxPlace;
  tools: { helm: string; kubectl: string };
  logs: string;
}

/** What `npm start` prints: everything needed to place a first order and to look at what came of it. */
export function greeting({ port, apiKey, sandbox, tools, logs }: Started): string {
  const base = `http://127.0.0.1:${port}`;
  const order = JSON.stringify({
    name: 'first',
    resourceGroup: { name: 'rg-first', create: true },
    location: 'westeurope',
    cni: { plugin: 'cilium' },
  });
  const seconds = Math.max(3, Math.round(600 / sandbox.speed));
  return `
API key       ${apiKey}
API docs      ${base}/docs
Sandbox       ${sandbox.url}  (a stand-in for Azure; its CA is ${sandbox.caFile})
Logs          ${logs}/

Another key: npm run keys -- create --tenant team-a --name ci
An operator's view: npm run ops -- jobs --condition all

Order a cluster (about ${seconds} seconds in the sandbox):

  export KEY=${quoted(apiKey)}
  curl -s ${base}/v1/clusters -H "X-API-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '${order}'

Follow the job (put in the id that came back):

  curl -s ${base}/v1/jobs/JOB_ID -H "X-API-Key: $KEY" -H 'Prefer: wait=20'

Be told by a webhook: docs/webhooks.md has a receiver to copy.

Use the cluster:

  curl -s -X POST ${base}/v1/clusters/CLUSTER_ID/credentials -H "X-API-Key: $KEY" \\
    | node -pe 'JSON.parse(require("fs").readFileSync(0)).kubeconfig' > .slipway/kubeconfig
  ${tools.kubectl} --kubeconfig .slipway/kubeconfig get nodes -o wide
  ${tools.helm} --kubeconfig .slipway/kubeconfig list -A
`;
}

/** For a shell, whatever it looks like. */
function quoted(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
