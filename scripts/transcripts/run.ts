import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';

/**
 * Runs commands one after the other in one bash, so that what they set stays set.
 * @returns what each printed, on either stream
 */
export async function runCommands(commands: string[], folder: string, env: Record<string, string>): Promise<string[]> {
  const mark = `--- ${randomUUID()} ---`;
  const script = ['exec 2>&1 </dev/null', ...commands.flatMap((command) => [command, `printf '%s' '${mark}'`])];
  const shell = spawn('bash', ['-c', script.join('\n')], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complaint] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  const outputs = said.split(mark);
  const last = outputs.pop();
  if (outputs.length !== commands.length) {
    throw new Error(`bash left after \`${commands[outputs.length]}\`: ${last}${complaint}`);
  }
  return outputs.map((output) => output.replace(/[ \t]+$/gm, '').trimEnd());
}
