import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../scripts/tools/process.ts';

/** Not part of what is cloned. */
const left = ['node_modules', '.git', '.slipway'];

/** What `npm start` has printed until it said `ready`. */
export interface Started {
  child: ChildProcess;
  output: string;
  ms: number;
}

export type Checkout = Awaited<ReturnType<typeof createCheckout>>;

/** A copy of this project in a folder of its own, with ports of its own, as somebody has it who cloned it. */
export async function createCheckout(settings: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-checkout-'));
  cpSync('.', folder, { recursive: true, filter: (path) => !left.includes(basename(path)) });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PORT: `${await freePort()}`,
    SANDBOX_PORT: `${await freePort()}`,
    ...settings,
  };

  return {
    folder,
    environment,
    /** Runs `npm start` without npm, until it says `ready`; blocks that are run afterwards have its `URL` and `KEY`. */
    async start(): Promise<Started> {
      const began = Date.now();
      const child = spawn(process.execPath, ['scripts/start.ts'], { cwd: folder, env: environment });
      let output = '';
      await new Promise<void>((done, fail) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          output += `${line}\n`;
          if (line.startsWith('ready ')) done();
        });
        child.once('exit', (code) => fail(new Error(`ended with ${code}: ${output}`)));
      });
      environment['URL'] = /^ready (\S+)$/m.exec(output)?.[1];
      environment['KEY'] = /^API key\s+(\S+)$/m.exec(output)?.[1];
      return { child, output, ms: Date.now() - began };
    },
    /** @returns the exit code after Ctrl-C */
    async stop({ child }: Started): Promise<number | null> {
      const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
      child.kill('SIGINT');
      return ended;
    },
    /** @returns what the script printed; it must end well */
    run(script: string): string {
      const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: folder,
        env: environment,
        encoding: 'utf8',
      });
      assert.equal(status, 0, `${script}\n${stdout}\n${stderr}`);
      return stdout;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
