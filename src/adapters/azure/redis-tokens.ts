import type { AzureAccount, AzureCloud } from './account.ts';
import { createCredentials } from './credential.ts';

/** What Azure Managed Redis and Azure Cache for Redis take tokens for. */
const scope = 'https://redis.azure.com/.default';

/** Tokens by which a principal logs in to Redis; cached until shortly before they expire. */
export function redisTokens(
  cloud: AzureCloud,
  principal: Omit<AzureAccount, 'name' | 'subscriptions'>,
): () => Promise<{ token: string; expiresAt: number }> {
  const credential = createCredentials(cloud)({ ...principal, name: 'of REDIS_ENTRA', subscriptions: [] });
  return async () => {
    const answer = await credential.getToken(scope);
    if (!answer) throw new Error('Entra gave no token for Redis.');
    return { token: answer.token, expiresAt: answer.expiresOnTimestamp };
  };
}
