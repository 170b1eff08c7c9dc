import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '../../../scripts/tools/find.ts';
import { copyOf, type Stage, stageNamed } from './dockerfile.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');

/** What a slim image has, and our RUN lines use. More is not on the PATH, so more is not used. */
const slim = ['npm', 'rm', 'mkdir'];
/** Debian's package manager would change this machine. */
export const notHere = /^apt-get /;

/** The programs of the node image, with the Node that runs this test. */
export function makeBin(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  // A copy: the user of the image may not see the folder where ours lies.
  copyFileSync(process.execPath, join(bin, 'node'));
  for (const name of slim) {
    const found = findOnPath([name]);
    if (!found) throw new Error(`no ${name} on the PATH`);
    symlinkSync(realpathSync(found), join(bin, name));
  }
  // Only root may give files away; anyone else runs the image as themselves.
  symlinkSync(realpathSync(findOnPath([isRoot ? 'chown' : 'true']) ?? ''), join(bin, 'chown'));
  return bin;
}

export const isRoot = process.getuid?.() === 0;

/** Builds stages of a Dockerfile as folders: `folder/<stage>` stands for `/`. */
export function createBuilder(stages: Stage[], folder: string, bin: string) {
  const built = new Map<string, Promise<string>>();
  const skipped = new Set<string>();

  /** Stages that do not wait for each other are built side by side. */
  function build(name: string): Promise<string> {
    const building = built.get(name) ?? buildStage(stageNamed(stages, name));
    built.set(name, building);
    return building;
  }

  async function buildStage({ name, from, instructions }: Stage): Promise<string> {
    const place = join(folder, name);
    if (stages.some((stage) => stage.name === from)) await run('cp', ['-a', await build(from), place]);
    else mkdirSync(place);
    let workdir = lastWorkdir(from);
    for (const { name: what, text } of instructions) {
      if (what === 'WORKDIR') {
        workdir = text;
        mkdirSync(join(place, workdir), { recursive: true });
      }
      if (what === 'COPY') await copy(text, place, workdir);
      if (what === 'RUN') await runLine(text, place, workdir);
    }
    return place;
  }

  function lastWorkdir(from: string): string {
    const below = stages.find((stage) => stage.name === from);
    return below?.instructions.findLast(({ name }) => name === 'WORKDIR')?.text ?? '/';
  }

  async function copy(text: string, place: string, workdir: string): Promise<void> {
    const { from, sources, target } = copyOf(text);
    const origin = from ? await build(from) : root;
    for (const source of sources) {
      const into = target.startsWith('/') ? join(place, target) : join(place, workdir, target);
      const goal = target.endsWith('/') ? join(into, basename(source)) : into;
      mkdirSync(dirname(goal), { recursive: true });
      // Linked where both sides are ours: nobody writes to what was built.
      await run('cp', [from ? '-alT' : '-RT', join(origin, source), goal]);
    }
  }

  async function runLine(text: string, place: string, workdir: string): Promise<void> {
    if (notHere.test(text)) return void skipped.add(text);
    const line = text.replaceAll(/(?<=\s)\/(?=var\/)/g, `${place}/`);
    const env = { ...process.env, PATH: bin, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined };
    await run('/bin/sh', ['-ec', line], { cwd: join(place, workdir), env, timeout: 60_000, maxBuffer: 10 ** 7 }).catch(
      (error: { stderr?: string }) => {
        throw new Error(`RUN ${text}: ${error.stderr?.slice(0, 2_000)}`);
      },
    );
  }

  return { build, skipped };
}

/** The command under what compose asks for: a user that is not root, no capabilities, no way to get any. */
export function confined(user: string, command: string[]): string[] {
  const setpriv = '/usr/bin/setpriv';
  if (!isRoot || !existsSync(setpriv)) return command;
  const [uid = '', gid = ''] = user.split(':');
  const ids = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return [setpriv, ...ids, '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--', ...command];
}
