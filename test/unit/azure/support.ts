import { createHttpHeaders, type HttpClient, type PipelineRequest } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import type { AzureAccount } from '../../../src/adapters/azure/account.ts';
import { createArm } from '../../../src/adapters/azure/arm.ts';
import type { ArmClusterBody, ArmScope } from '../../../src/ports.ts';

export const endpoint = 'https://arm.test';
export const subscriptionId = '00000000-0000-0000-0000-000000000001';
export const scope: ArmScope = { account: 'main', subscriptionId };
export const operationUrl = `${endpoint}/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/westeurope/operations/4f1c?api-version=2025-03-01&t=1&c=MII&s=SIGNATURE&h=x`;

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Sent {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** ARM in memory: answers each request with `reply`, and remembers what it got. */
export function fakeArm(reply: (sent: Sent) => Reply | Promise<Reply>) {
  const sent: Sent[] = [];
  const tokens: string[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request: PipelineRequest) {
      const one = {
        method: request.method,
        url: request.url,
        headers: request.headers.toJSON(),
        body: typeof request.body === 'string' ? JSON.parse(request.body) : undefined,
      };
      sent.push(one);
      const answer = await reply(one);
      return {
        request,
        status: answer.status,
        headers: createHttpHeaders({ 'content-type': 'application/json', ...answer.headers }),
        bodyAsText: answer.body === undefined ? '' : JSON.stringify(answer.body),
      };
    },
  };
  const credential: TokenCredential = {
    async getToken(scopes) {
      tokens.push(String(scopes));
      return { token: 'SECRET-TOKEN', expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
    },
  };
  const account: AzureAccount = { name: 'main', kind: 'default', subscriptions: [subscriptionId] };
  const make = (
    options: { credential?: TokenCredential; timeoutMs?: number; throttledMs?: number; now?: () => number } = {},
  ) =>
    createArm({
      cloud: { armEndpoint: endpoint },
      accounts: [account],
      credentialFor: () => options.credential ?? credential,
      clock: { now: options.now ?? (() => Date.UTC(2026, 10, 1)) },
      version: '0.1.0',
      httpClient,
      ...(options.timeoutMs ? { timeoutMs: options.timeoutMs } : {}),
      ...(options.throttledMs ? { throttledMs: options.throttledMs } : {}),
    });
  return { sent, tokens, arm: make(), make };
}

/** What is sent to create a cluster. */
export const bodyOf = (kubernetesVersion: string): ArmClusterBody => ({
  location: 'westeurope',
  tags: { 'slipway-cluster': 'cls_1' },
  sku: { name: 'Base', tier: 'Free' },
  identity: { type: 'SystemAssigned' },
  properties: {
    kubernetesVersion,
    dnsPrefix: 'demo',
    agentPoolProfiles: [{ name: 'nodepool1', mode: 'System', count: 3, maxPods: 110, osType: 'Linux' }],
    networkProfile: { networkPlugin: 'none', podCidr: '10.244.0.0/16', serviceCidr: '10.0.0.0/16' },
  },
});
export const body = bodyOf('1.35.2');
