import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { test } from 'node:test';

// That each is caught: `runs/planted.test.ts`, `test/long/planted.test.ts`.
test('every planted bug finds its place in the source', () => {
  for (const file of globSync('test/chaos/planted/*-*.ts')) {
    const { status, stderr } = spawnSync(process.execPath, ['--import', `./${file}`, '--eval', '0'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${file}: ${stderr}`);
  }
});
