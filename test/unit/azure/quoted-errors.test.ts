import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codeRows } from '../../../src/adapters/azure/arm-codes.ts';
import { failureOf } from '../../../src/adapters/azure/arm-problems.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { readings } from './quoted/readings.ts';
import { fakeArm, scope } from './support.ts';

interface Quoted {
  source: string;
  /** 200: a failed operation; `null`: a text without an answer around it. */
  httpStatus: number | null;
  headers?: Record<string, string>;
  body: { code?: string; error?: { code: string } };
}
const quoted = JSON.parse(readFileSync(new URL('./quoted/errors.json', import.meta.url), 'utf8')) as Quoted[];

test('there is a reading of every quoted error', () => {
  assert.deepEqual(
    quoted.map(({ body }) => body.error?.code ?? body.code),
    readings.map(([outer]) => outer),
  );
  assert.equal(readings.length, 40);
});

for (const [index, { source, httpStatus, headers, body }] of quoted.entries()) {
  const [outer, azure, code, kind, by, remedy] = readings[index] ?? assert.fail(`no reading of ${index}`);
  test(`reads error ${index}, ${outer} from ${source}, as ${code}`, async () => {
    const isAnswer = httpStatus !== null && httpStatus >= 400;
    const { problem } = isAnswer
      ? await problemOf(
          fakeArm(() => ({ status: httpStatus, body, ...(headers ? { headers } : {}) })).arm.createResourceGroup(
            scope,
            'rg',
            'westeurope',
            {},
          ),
        )
      : failureOf('The operation failed', body);
    assert.deepEqual([problem.azure?.code, problem.code, problem.class, problem.actionBy], [azure, code, kind, by]);
    assert.match(problem.remedy, remedy);
    assert.ok(problem.detail.includes(problem.azure?.message?.slice(0, 80) ?? azure), problem.detail);
  });
}

test('the catalogue knows at least 55 codes of Azure, each once', () => {
  const codes = codeRows.map(({ code }) => code.toLowerCase());
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.length >= 55, `${codes.length}`);
});
