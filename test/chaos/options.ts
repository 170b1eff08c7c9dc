import { Command } from 'commander';

/** What a run is asked for. */
export interface ChaosOptions {
  seed: number;
  orders: number;
  /** How long orders come and things break. */
  minutes: number;
  /** Share of the orders that want Cilium: each costs most of a second of helm's CPU time. */
  cilium: number;
  /** For SLIPWAY_LEASE_SECONDS; freezes are measured by it. */
  leaseSeconds: number;
  /** For SLIPWAY_SWEEP_SECONDS. */
  sweepSeconds: number;
  /** How long the service has, once all is well again, to finish what it accepted. */
  drainSeconds: number;
  /** A bug of `planted/` to run with. */
  plant?: string;
}

const defaults: ChaosOptions = {
  seed: 1,
  orders: 300,
  minutes: 5,
  cilium: 0.3,
  leaseSeconds: 12,
  sweepSeconds: 5,
  drainSeconds: 180,
};

export function chaosOptions(given: Partial<ChaosOptions> = {}): ChaosOptions {
  return { ...defaults, ...given };
}

/** What was asked for on the command line; `script`: print the script and run nothing. */
export function readOptions(argv: string[]): ChaosOptions & { script?: true } {
  const command = new Command('npm run chaos --')
    .description('Runs the service for minutes, breaks what it can, and audits what came of every order.')
    .option('--script', 'print what happens when, and run nothing');
  const number = (flags: string, text: string, initial: number) => command.option(flags, text, toNumber, initial);
  number('--seed <n>', 'the same seed gives the same script', defaults.seed);
  number('--orders <n>', 'orders in all', defaults.orders);
  number('--minutes <n>', 'how long orders come and things break', defaults.minutes);
  number('--cilium <share>', 'share of the orders that want Cilium', defaults.cilium);
  number('--lease-seconds <n>', 'SLIPWAY_LEASE_SECONDS; freezes are measured by it', defaults.leaseSeconds);
  number('--sweep-seconds <n>', 'SLIPWAY_SWEEP_SECONDS', defaults.sweepSeconds);
  number('--drain-seconds <n>', 'time to finish, once all is well again', defaults.drainSeconds);
  command.option('--plant <bug>', 'run with a planted bug: the name of a file in test/chaos/planted');
  return command.parse(argv, { from: 'user' }).opts();
}

function toNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new Error(`${text} is not a number`);
  return value;
}
