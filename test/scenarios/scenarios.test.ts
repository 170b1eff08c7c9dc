import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { useRedis } from '../fakes/use-redis.ts';
import { play } from './play.ts';
import { readScenarios } from './scenario.ts';

describe('scenarios, over the store in memory', () => {
  for (const { folder, scenario } of readScenarios()) {
    test(`${folder}: ${scenario.title}`, async () => {
      assert.deepEqual(await play(scenario, createMemoryJobStore()), scenario.expected);
    });
  }
});

describe('scenarios, over a real Redis', () => {
  const { emptyJobStore } = useRedis();

  for (const { folder, scenario } of readScenarios()) {
    test(`${folder}: ${scenario.title}`, async () => {
      assert.deepEqual(await play(scenario, await emptyJobStore()), scenario.expected);
    });
  }
});
