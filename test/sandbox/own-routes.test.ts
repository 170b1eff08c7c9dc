import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plain, SUBSCRIPTION, start } from './start.ts';

const sub = `/sandbox/subscriptions/${SUBSCRIPTION}`;
const id = 'aaaaaaaa-2222-4222-8222-222222222222';

const nonsense: [path: string, body: unknown, why: (string | RegExp)[]][] = [
  [`${sub}/quotas`, undefined, ['the body must be object']],
  [
    `${sub}/quotas`,
    { location: 'atlantis', name: 'core', limit: '7', takn: -1 },
    [
      'takn is no member that is known here',
      'location must be a region of Azure',
      /^name must be one of \["cores",/,
      'limit must be integer',
    ],
  ],
  [`${sub}/quotas`, { location: 'westeurope', name: 'cores', limit: -1 }, ['limit must be >= 0']],
  [
    `${sub}/sizes`,
    { size: 'Standard_Z1', reason: 'Full', zones: ['4'] },
    [
      'the body must have required properties location',
      'size must be a size that the sandbox has',
      /^reason must be one of \["NotAvailableForSubscription",/,
      'reason must be null',
      'zones.0 must be one of ["1","2","3"]',
    ],
  ],
  [
    `${sub}/policies/tagged`,
    { allowed: 'yes' },
    ['the body must have required properties field', 'allowed must be array'],
  ],
  [
    `${sub}/providers/Microsoft.Network`,
    { registrationState: 'Gone' },
    ['registrationState must be one of ["Registered","NotRegistered"]'],
  ],
  [`/sandbox/groups/${id}`, { members: ['somebody'] }, ['members.0 must be a GUID']],
  ['/sandbox/groups/team', { members: [] }, ['team is no GUID']],
  ['/sandbox/issuers', { issuer: 1, jwks: {} }, ['issuer must be string', 'jwks must have required properties keys']],
  ['/sandbox/applications/worker', {}, ['worker is no GUID']],
  [
    `/sandbox/applications/${id}`,
    {
      secret: 'x',
      disabled: 'no',
      secrets: [{ value: 'x', expires: 'soon' }],
      certificates: ['none'],
      federatedCredentials: [{ issuer: 'https://issuer.example' }],
      requestedAccessTokenVersion: 3,
    },
    [
      'secret is no member that is known here',
      'disabled must be boolean',
      'secrets.0 must be string',
      'secrets.0.expires must be a time in ISO 8601',
      'certificates.0 must be a certificate in PEM',
      'federatedCredentials.0 must have required properties subject',
      'requestedAccessTokenVersion must be one of [1,2]',
    ],
  ],
  [
    '/sandbox/faults',
    { name: 'busy', times: 0.5, probability: '1', params: { on: ['putt'] } },
    ['times must be integer', 'probability must be number', /^params\.on\.0 must be one of \["put",/],
  ],
  ['/sandbox/faults', [{ name: 'busy' }, { name: 'busy', times: -1 }], ['1.times must be >= 0']],
  ['/sandbox/faults', { faults: [{ name: 'busy' }], times: 2 }, ['times is no member that is known here']],
];

test('the sandbox’s own routes take no nonsense, and name everything that is wrong with it', async (t) => {
  const { sandbox } = await start(t);
  const before = (await plain(sandbox.url, 'GET', '/sandbox/applications')).body;
  for (const [path, body, why] of nonsense) {
    const answer = await plain(sandbox.url, 'PUT', path, body);
    assert.equal(answer.status, 400, path);
    const said = `${answer.at('error')}`.split('; ');
    assert.equal(said.length, why.length, said.join('\n'));
    for (const [index, one] of why.entries()) {
      if (typeof one === 'string') assert.equal(said[index], one);
      else assert.match(said[index] ?? '', one);
    }
  }
  assert.deepEqual((await plain(sandbox.url, 'GET', '/sandbox/applications')).body, before);
});

test('what is put to a subscription or a provider that is not there is not found', async (t) => {
  const { sandbox } = await start(t);
  const elsewhere = '/sandbox/subscriptions/99999999-0000-4000-8000-000000000001';
  for (const path of ['quotas', 'sizes', 'policies/one', 'providers/Microsoft.Network']) {
    assert.equal((await plain(sandbox.url, 'PUT', `${elsewhere}/${path}`, {})).status, 404, path);
  }
  const provider = await plain(sandbox.url, 'PUT', `${sub}/providers/Acme.Rockets`, {
    registrationState: 'NotRegistered',
  });
  assert.deepEqual([provider.status, provider.at('error.code')], [404, 'InvalidResourceNamespace']);
});
