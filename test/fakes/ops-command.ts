import { execFile } from 'node:child_process';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command as `npm run ops -- …` does, to its end, whatever that is. */
export function ops(redisUrl: string, ...args: string[]): Promise<Outcome> {
  const env = { PATH: process.env['PATH'] ?? '', REDIS_URL: redisUrl };
  return new Promise((resolve) => {
    const done = (error: { code?: unknown } | null, stdout: string, stderr: string) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    execFile(process.execPath, ['src/ops/main.ts', ...args], { env, timeout: 60_000 }, done);
  });
}
