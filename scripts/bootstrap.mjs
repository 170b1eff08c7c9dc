// Plain JavaScript for whatever Node.js is at hand (20 or later): installs the dependencies, among them Node 24, and
// runs the given TypeScript file with it: bootstrap.mjs [--environment=FILE] [--node-option …] script.ts [argument …]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const node = join(root, 'node_modules', '.bin', 'node');
const installed = join(root, 'node_modules', '.package-lock.json');

const stale = () =>
  !existsSync(node) ||
  !existsSync(installed) ||
  statSync(installed).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;

if (stale()) {
  console.log('Installing dependencies (npm ci) …');
  const install = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
}

const given = process.argv.slice(2);
const script = given.findIndex((each) => !each.startsWith('--'));
const options = ['--disable-warning=ExperimentalWarning', ...given.slice(0, script).flatMap(nodeOption)];
const child = spawn(node, [...options, join(root, given[script]), ...given.slice(script + 1)], { stdio: 'inherit' });
// Ctrl-C reaches the whole process group; a signal sent to npm alone has to be handed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));

/** `--env-file-if-exists` would say aloud that the file is not there, in every Node that sees the option. */
function nodeOption(option) {
  const [name, file] = option.split('=');
  if (name !== '--environment') return [option];
  return existsSync(file) ? [`--env-file=${file}`] : [];
}
