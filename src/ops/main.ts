import { once } from 'node:events';
import { userInfo } from 'node:os';
import { Command, CommanderError } from 'commander';
import { endWithReader } from '../adapters/system.ts';
import { createLogger } from '../adapters/telemetry/log.ts';
import { createBase } from '../app/base.ts';
import { createOperator } from '../app/operator.ts';
import { checkDeclaration, readConfig } from '../config.ts';
import { ProblemError } from '../model/problem.ts';
import { addDeclare } from './declare.ts';
import { addForce } from './force.ts';
import { addJobs } from './jobs.ts';
import { addOrphans } from './orphans.ts';
import { addPauses } from './pauses.ts';
import { addRebuild } from './rebuild.ts';
import type { Ops } from './verb.ts';

const description = `The operator's verbs. They act on Redis and Azure themselves, with the settings of the service, and work when the API is down. Who acts, and why, is logged on standard error.`;

const exitCodes = `
Exit codes: 0 done, 1 refused, 2 wrong usage, 3 Redis or something else does not answer.`;

const verbs = [addJobs, addForce, addPauses, addOrphans, addRebuild, addDeclare];

/** `npm run ops -- …` */
function opsProgram(ops: Ops): Command {
  const program = new Command('ops').description(description).exitOverride().addHelpText('after', exitCodes);
  for (const add of verbs) add(program, ops);
  return program;
}

/** The exit code for what a verb threw, which is told on standard error. */
export function explain(error: unknown, tell: (text: string) => void): number {
  // Commander has told it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ProblemError) {
    const { code, detail, remedy } = error.problem;
    tell(`${code}: ${detail}${remedy ? ` ${remedy}` : ''}`);
    return 1;
  }
  tell(error instanceof Error ? error.message : String(error));
  return 3;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user may have a number alone.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** How long Redis may take to answer at first. */
const patienceMs = 3_000;

/** Connects with the service's own settings. */
async function connect() {
  const config = readConfig();
  const identity = { role: 'ops', instance: config.env.SLIPWAY_INSTANCE };
  // A lost connection is told once, by the verb that fails.
  const base = createBase(config, 'api', createLogger('error', identity, 'stderr'));
  const close = async () => {
    await base.wakeUps.close();
    await base.kube.close();
    base.redis.disconnect();
  };
  try {
    if (base.redis.status !== 'ready') await once(base.redis, 'ready', { signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    await close();
    throw new Error('Redis does not answer.', { cause: error });
  }
  return { operator: createOperator({ ...base, log: createLogger('info', identity, 'stderr') }), close };
}

if (import.meta.main) {
  endWithReader();
  let connection: ReturnType<typeof connect> | undefined;
  const ops: Ops = {
    async operator() {
      connection ??= connect();
      return (await connection).operator;
    },
    check: checkDeclaration,
    by: `ops:${userName()}`,
    print: (text) => process.stdout.write(`${text}\n`),
  };
  try {
    await opsProgram(ops).parseAsync();
  } catch (error) {
    process.exitCode = explain(error, (text) => process.stderr.write(`${text}\n`));
  } finally {
    await connection?.then(
      ({ close }) => close(),
      () => {},
    );
  }
}
