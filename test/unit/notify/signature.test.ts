import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { formatSecret } from '../../../src/model/endpoint.ts';
import { sign } from '../../../src/notify/signature.ts';

const secretA = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const secretB = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const at = 1614265330;
const body = '{"test": 2432232314}';
const signatureA = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const signatureB = 'v1,78nXHjpFP0tVJQW5D0SBwmVyyW87BV/rL6MgfM/Bw44=';

describe('a signature', () => {
  it('is the one that the libraries of Standard Webhooks agree on', () => {
    assert.equal(sign([secretA], id, at, body), signatureA);
    assert.equal(sign([secretB], id, at, body), signatureB);
  });

  it('is made of UTF-8 bytes', () => {
    assert.equal(sign([secretA], id, at, '{"note":"naïve 😀"}'), 'v1,wqLg3+SvcuZngdIa3vzTkzEto/EOngl6YwC7pW8Vubs=');
  });

  it('stands beside another behind exactly one space', () => {
    assert.equal(sign([secretA, secretB], id, at, body), `${signatureA} ${signatureB}`);
  });

  it('is accepted by a library that is not ours, with either secret, and not after a change', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), fc.json(), (bytes, json) => {
        const secret = formatSecret(bytes);
        const now = Math.floor(Date.now() / 1000);
        const headers = {
          'webhook-id': 'evt_1',
          'webhook-timestamp': `${now}`,
          'webhook-signature': sign([secret, secretB], 'evt_1', now, json),
        };
        new Webhook(secret).verify(json, headers);
        new Webhook(secretB).verify(json, headers);
        assert.throws(() => new Webhook(secret).verify(`${json} `, headers));
        assert.throws(() => new Webhook(secretA).verify(json, headers));
      }),
    );
  });
});
