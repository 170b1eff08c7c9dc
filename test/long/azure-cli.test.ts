import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { findAzureCli } from '../../scripts/tools/azure-cli.ts';
import { findKubernetesTools } from '../../scripts/tools/kubernetes-tools.ts';
import { playTranscripts } from '../../scripts/transcripts/play.ts';

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

test('an unmodified az 2.45 prints what the page on the sandbox shows', { timeout: 600_000 }, async (t) => {
  const version = findAzureCli();
  // Others print other columns; what newer ones ask is played by test/sandbox/azure-cli-calls.test.ts.
  if (version !== '2.45.0') return t.skip(version ? `this is az ${version}` : 'no az, and none that can be installed');
  findKubernetesTools();
  const played = await playTranscripts(page, ['az']);
  assert.deepEqual(played.get('az')?.differences, []);
});
