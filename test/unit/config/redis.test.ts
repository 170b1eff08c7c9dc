import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../../src/config.ts';

const read = (environment: Record<string, string>) => readConfig(environment).redis;

describe('where Redis is', () => {
  test('one endpoint on this machine, unless something else is said', () => {
    assert.deepEqual(read({}).topology, { kind: 'single', url: 'redis://127.0.0.1:6379' });
    assert.equal(read({}).tls, false);
  });

  test('one endpoint by its URL, with TLS if that says so', () => {
    const url = 'rediss://me:hush@cache.example:6380/0';
    assert.deepEqual(read({ REDIS_URL: url }), { topology: { kind: 'single', url }, tls: true });
  });

  test('Sentinels, with a password of their own beside that of the servers', () => {
    const settings = read({
      REDIS_SENTINELS: 'one:26380, [fe80::2], three.example',
      REDIS_SENTINEL_MASTER: 'orders',
      REDIS_SENTINEL_PASSWORD: 'watch',
      REDIS_SENTINEL_TLS: 'true',
      REDIS_USERNAME: 'slipway',
      REDIS_PASSWORD: 'hush',
    });
    assert.deepEqual(settings, {
      topology: {
        kind: 'sentinel',
        sentinels: [
          { host: 'one', port: 26380 },
          { host: 'fe80::2', port: 26379 },
          { host: 'three.example', port: 26379 },
        ],
        master: 'orders',
        password: 'watch',
        tls: true,
      },
      tls: false,
      username: 'slipway',
      password: 'hush',
    });
  });

  test('a Cluster by some of its nodes', () => {
    const { topology, tls } = read({ REDIS_CLUSTER_NODES: 'a:7000,b', REDIS_TLS: 'true' });
    const nodes = [
      { host: 'a', port: 7000 },
      { host: 'b', port: 6379 },
    ];
    assert.deepEqual({ topology, tls }, { topology: { kind: 'cluster', nodes }, tls: true });
  });
});

describe('settings of Redis that contradict each other are refused', () => {
  const refused: [string, Record<string, string>, RegExp][] = [
    [
      'two topologies',
      { REDIS_URL: 'redis://a', REDIS_CLUSTER_NODES: 'b' },
      /REDIS_URL and REDIS_CLUSTER_NODES exclude/,
    ],
    ['a URL of another kind', { REDIS_URL: 'http://a' }, /REDIS_URL must begin with/],
    ['a list that is none', { REDIS_SENTINELS: 'a:b:c' }, /REDIS_SENTINELS must be host:port/],
    ['an empty list', { REDIS_CLUSTER_NODES: ' , ' }, /REDIS_CLUSTER_NODES must be host:port/],
    ['a master without Sentinels', { REDIS_SENTINEL_MASTER: 'm' }, /need REDIS_SENTINELS/],
    ['a user in two places', { REDIS_URL: 'redis://me:hush@a', REDIS_PASSWORD: 'x' }, /and another setting does too/],
    ['a user without a password', { REDIS_USERNAME: 'me' }, /REDIS_USERNAME needs/],
    ['TLS against the URL', { REDIS_URL: 'redis://a', REDIS_TLS: 'true' }, /say rediss/],
    ['authorities without TLS', { REDIS_CA_FILE: 'package.json' }, /REDIS_CA_FILE is of no use/],
    ['a file that is not there', { REDIS_URL: 'rediss://a', REDIS_CA_FILE: '/not/there' }, /REDIS_CA_FILE: ENOENT/],
    ['a token without a user', { REDIS_URL: 'rediss://a', REDIS_ENTRA: '{"kind":"default"}' }, /needs REDIS_USERNAME/],
    ['a token in the clear', { REDIS_ENTRA: '{"kind":"default"}', REDIS_USERNAME: 'oid' }, /needs TLS/],
  ];
  for (const [what, environment, message] of refused) {
    test(what, () => assert.throws(() => read(environment), message));
  }

  test('all of them in one message, which repeats no password', () => {
    const environment = {
      REDIS_URL: 'redis://me:hush@a',
      REDIS_SENTINELS: 'b',
      REDIS_PASSWORD: 'hush-hush',
      REDIS_ENTRA: '{"kind":"client-secret","clientSecret":"hush-too"}',
    };
    assert.throws(
      () => read(environment),
      (error: Error) => {
        assert.match(error.message, /REDIS_URL and REDIS_SENTINELS exclude each other/);
        assert.match(error.message, /REDIS_ENTRA and REDIS_PASSWORD exclude each other/);
        assert.match(error.message, /REDIS_ENTRA needs REDIS_USERNAME/);
        assert.doesNotMatch(error.message, /hush/);
        return true;
      },
    );
  });
});
