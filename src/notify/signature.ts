import { createHmac } from 'node:crypto';
import { secretKeyOf } from '../model/endpoint.ts';

/**
 * The `webhook-signature` header: HMAC-SHA256 of `id.timestamp.body`, one signature a secret. Receivers split the header
 * at single spaces, and some fall over an empty item, so there is exactly one space between two and none at the ends.
 */
export function sign(secrets: readonly string[], id: string, timestampSeconds: number, body: string): string {
  const content = `${id}.${timestampSeconds}.${body}`;
  return secrets.map((secret) => `v1,${hmac(secret, content)}`).join(' ');
}

function hmac(secret: string, content: string): string {
  return createHmac('sha256', secretKeyOf(secret)).update(content, 'utf8').digest('base64');
}
