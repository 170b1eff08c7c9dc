import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../../../src/model/problem.ts';
import type { ProblemCode } from '../../../../src/model/problem-catalogue.ts';
import { toFinding } from '../../../../src/provisioning/preflight/verdict.ts';
import { problemOf } from '../../../fakes/problem-of.ts';
import { bench } from './bench.ts';

const forbidden = (message: string) =>
  new ProblemError(
    problem('azure-forbidden', 'Azure answered 403.', { azure: { code: 'AuthorizationFailed', message } }),
  );

describe('a preflight', () => {
  test('reads each fact once, and what seldom changes not again within the hour', async () => {
    const b = bench();
    await b.run();
    assert.deepEqual(b.questions, [...new Set(b.questions)], 'no fact twice');
    assert.ok(b.reads.includes('kubernetesVersions') && b.reads.includes('providers'));
    b.reads.length = 0;
    await b.run();
    assert.ok(b.reads.includes('cluster') && b.reads.includes('resourceGroup'));
    assert.ok(!b.reads.includes('kubernetesVersions') && !b.reads.includes('providers'));
  });

  test('asks again for what was wrong, so that a remedy counts at once', async () => {
    const b = bench();
    b.cloud.subscription.providers['Microsoft.Network'] = 'NotRegistered';
    assert.equal((await b.verdictOf('providers-registered')).verdict, 'Failed');
    b.cloud.subscription.providers = {};
    Object.assign(b.cloud.subscription.providers, { 'Microsoft.Network': 'Registered' });
    assert.equal((await b.verdictOf('providers-registered')).verdict, 'Passed');
  });

  test('says Unknown and names the right and its scope where Azure forbids the look', async () => {
    const b = bench();
    b.setting.arm = {
      ...b.cloud.arm,
      async providers() {
        throw forbidden(
          "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Resources/subscriptions/providers/read' over scope '/subscriptions/s' or the scope is invalid.",
        );
      },
    };
    const { verdict, detail, remedy } = await b.verdictOf('providers-registered');
    assert.equal(verdict, 'Unknown');
    assert.match(detail, /lacks Microsoft\.Resources\/subscriptions\/providers\/read/);
    assert.match(remedy ?? '', /--scope \/subscriptions\/s$/);
  });

  test('says Unknown where Azure does not answer such a question; without its subscription nothing can be said', async () => {
    const refusing = (code: ProblemCode, azureCode: string) => {
      const b = bench();
      b.setting.arm = {
        ...b.cloud.arm,
        async policyDenials() {
          throw new ProblemError(problem(code, 'Azure refuses.', { azure: { code: azureCode } }));
        },
      };
      return b;
    };
    for (const [code, azureCode] of [
      ['azure-request-refused', 'BadRequest'],
      ['azure-not-found', 'InvalidResourceType'],
      ['azure-provider-not-registered', 'MissingSubscriptionRegistration'],
      ['azure-operation-failed', 'Foreign'],
    ] as const) {
      const { verdict, detail } = await refusing(code, azureCode).verdictOf('policy-allows');
      assert.deepEqual([verdict, detail], ['Unknown', 'Azure does not tell: Azure refuses.']);
    }
    const lost = await problemOf(refusing('azure-not-found', 'SubscriptionNotFound').run());
    assert.equal(lost.problem.code, 'azure-not-found');
  });

  test('does in the end without a service that is away, and never without a place in line', async () => {
    const b = bench();
    const failing = (code: ProblemCode) => {
      b.setting.arm = {
        ...b.cloud.arm,
        async policyDenials() {
          throw new ProblemError(problem(code, 'Not now.'));
        },
      };
    };
    failing('azure-unavailable');
    assert.equal((await problemOf(b.run())).problem.code, 'azure-unavailable');
    const findings = await b.run(false);
    assert.equal(findings.find(({ check }) => check === 'policy-allows')?.verdict, 'Unknown');
    failing('azure-throttled');
    assert.equal((await problemOf(b.run(false))).problem.code, 'azure-throttled');
  });

  test('throws what may pass, once nothing is under way any more', async () => {
    const b = bench();
    let underWay = 0;
    b.setting.arm = {
      ...b.cloud.arm,
      async providers() {
        throw new ProblemError(problem('azure-throttled', '429'), { retryAfterMs: 5_000 });
      },
      async resourceGroup() {
        underWay += 1;
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return undefined;
      },
    };
    const thrown = await problemOf(b.run());
    assert.deepEqual([thrown.problem.code, thrown.retryAfterMs, underWay], ['azure-throttled', 5_000, 0]);
  });

  test('does without a cache that is away', async () => {
    const b = bench();
    const away = async () => {
      throw new Error('Redis is away');
    };
    b.setting.factCache = { known: away, remember: away };
    const findings = await b.run();
    assert.ok(findings.every(({ verdict }) => verdict !== 'Failed'));
    assert.equal(b.learnt.kubernetesVersion, '1.35.2');
  });

  test('keeps its findings in one order and their sentences short', async () => {
    const b = bench();
    const names = (await b.run()).map(({ check }) => check);
    assert.deepEqual(names.slice(0, 3), ['providers-registered', 'resource-group-usable', 'name-free']);
    const { detail } = toFinding('any', { verdict: 'Passed', detail: 'x'.repeat(5_000) });
    assert.ok(detail.length <= 600 && detail.endsWith('…'));
  });
});
