import type { ServerFacts } from './server-facts.ts';

/** What the operator said of durability: `SLIPWAY_REDIS_DURABILITY` and `SLIPWAY_REDIS_REPLICAS_ACK`. */
export interface DurabilitySettings {
  durability: 'found' | 'always' | 'waitaof' | 'everysec' | 'none';
  replicas: number;
}

/** From the strongest to the weakest. */
const promiseWords = [
  'survives-power-loss',
  'survives-node-loss',
  'survives-process-crash',
  'evaluation-only',
] as const;

/** What a 202 is worth: a word for programs, a sentence for people. */
export interface DurabilityPromise {
  word: (typeof promiseWords)[number];
  says: string;
}

/** The promise that holds with this server; with several, such as the primaries of a cluster, the weakest. */
export function promiseOf(servers: ServerFacts[], settings: DurabilitySettings): DurabilityPromise {
  const each = servers.map((server) => promiseOfOne(server, settings));
  const rank = ({ word }: DurabilityPromise) => promiseWords.indexOf(word);
  return each.reduce((weakest, next) => (rank(next) > rank(weakest) ? next : weakest));
}

function promiseOfOne(server: ServerFacts, settings: DurabilitySettings): DurabilityPromise {
  const disk = diskOf(server, settings);
  const says = (word: DurabilityPromise['word'], sentence: string) => ({
    word,
    says: [sentence, replicasSay(server, settings, word)].filter((part) => part !== '').join(' '),
  });
  if (disk === 'always') return says('survives-power-loss', 'Every accepted order survives power loss.');
  if (settings.replicas > 0) {
    return says('survives-node-loss', 'Every accepted order survives the loss of a Redis node.');
  }
  switch (disk) {
    case 'everysec':
      return says(
        'survives-process-crash',
        'Accepted orders survive a crash of Redis; up to a second of them may be lost with its machine.',
      );
    case 'kernel':
      return says(
        'survives-process-crash',
        'Accepted orders survive a crash of Redis; half a minute of them may be lost with its machine.',
      );
    case 'none':
      return says('evaluation-only', 'EVALUATION ONLY: accepted orders are lost when Redis restarts.');
    case 'unknown':
      return says(
        'evaluation-only',
        'EVALUATION ONLY: Redis does not say whether it writes to disk; declare SLIPWAY_REDIS_DURABILITY.',
      );
  }
}

/** How an accepted order stands on disk when its 202 leaves. */
function diskOf(
  { appendOnly, fsync }: ServerFacts,
  { durability }: DurabilitySettings,
): 'always' | 'everysec' | 'kernel' | 'none' | 'unknown' {
  if (durability === 'waitaof') return 'always';
  if (durability !== 'found') return durability;
  if (appendOnly === undefined) return 'unknown';
  if (!appendOnly) return 'none';
  if (fsync === 'always') return 'always';
  // Unsaid it is `everysec`, which is Redis's own default.
  return fsync === 'no' ? 'kernel' : 'everysec';
}

function replicasSay(
  { replicas: connected }: ServerFacts,
  { replicas: wanted }: DurabilitySettings,
  word: DurabilityPromise['word'],
): string {
  if (wanted > connected) return `${connected} of ${wanted} replicas are connected: no order can be confirmed.`;
  if (wanted > 0) return `It is on ${wanted} of ${connected} replicas before the 202.`;
  if (connected > 0 && word !== 'evaluation-only') return 'A failover may lose the last ones.';
  return '';
}

/** Why Slipway must not work with this server; empty if it may. */
export function faultsOf(servers: ServerFacts[], { durability }: DurabilitySettings): string[] {
  return servers.flatMap(({ version, replica, policy, appendOnly }) => [
    ...(policy && policy !== 'noeviction' ? [`maxmemory-policy is ${policy}, not noeviction`] : []),
    ...(isOlder(version, [6, 2]) ? [`Redis is ${version}; 6.2 or later is needed`] : []),
    ...(replica ? ['this is a read-only replica, not the primary'] : []),
    ...(durability === 'waitaof' && isOlder(version, [7, 2])
      ? [`SLIPWAY_REDIS_DURABILITY is waitaof, which needs Redis 7.2 or Valkey; Redis is ${version}`]
      : []),
    ...(durability === 'waitaof' && appendOnly === false
      ? ['SLIPWAY_REDIS_DURABILITY is waitaof, which needs appendonly yes']
      : []),
  ]);
}

function isOlder(version: string, [major, minor]: [number, number]): boolean {
  const [hasMajor = 0, hasMinor = 0] = version.split('.').map(Number);
  return hasMajor < major || (hasMajor === major && hasMinor < minor);
}
