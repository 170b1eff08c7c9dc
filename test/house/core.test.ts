import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (file: string) => readFileSync(file, 'utf8');
const core = globSync('src/{model,ports,provisioning,engine,notify,usecases}/**/*.ts');

test('the core has no clock, no chance and no timer of its own', () => {
  const impure = /\b(Date\.now|Math\.random|setTimeout|setInterval|setImmediate|randomUUID|randomBytes)\b|new Date\(\)/;
  assert.ok(core.length > 50);
  assert.deepEqual(
    core.filter((file) => impure.test(read(file))),
    [],
  );
});

test('only the configuration reads the environment', () => {
  const readers = globSync('src/**/*.ts').filter((file) => /process\.env\b/.test(read(file)));
  assert.deepEqual(readers, ['src/config.ts']);
});

test('no file is longer than 300 lines', () => {
  const long = globSync(['src/**/*.ts', 'sandbox/**/*.ts', 'scripts/**/*.ts', 'test/**/*.ts'])
    .map((file) => [file, read(file).split('\n').length - 1] as const)
    .filter(([, lines]) => lines > 300);
  assert.deepEqual(long, []);
});
