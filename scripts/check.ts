import { spawnSync } from 'node:child_process';

/** What must hold of the code before any test is worth running, cheapest first. */
const checks: [name: string, ...command: string[]][] = [
  ['types', 'node_modules/.bin/tsc', '--project', '.'],
  ['format and lint', 'node_modules/.bin/biome', 'ci', '--reporter=summary', '.'],
  [
    'import rules',
    process.execPath,
    'node_modules/.bin/depcruise',
    '--config',
    '.dependency-cruiser.cjs',
    'src',
    'sandbox',
  ],
  ['lock file', process.execPath, 'scripts/complete-lock.ts', '--check'],
  ['tables in pages', process.execPath, 'scripts/tables.ts', '--check'],
  ['OpenAPI drift', process.execPath, 'scripts/openapi.ts', '--check'],
];

/** Runs all checks, so that one run tells of everything; `false` if any failed. */
export function runChecks(): boolean {
  const results = checks.map(([name, command = '', ...args]) => {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    console.log(`${status === 0 ? '✔' : '✖'} ${name}`);
    if (status !== 0) console.log(stdout, stderr);
    return status === 0;
  });
  return results.every(Boolean);
}

if (import.meta.main) process.exit(runChecks() ? 0 : 1);
