import type { Container } from '../types/pod.ts';

/** What one command of a container does, as far as it is understood. */
export type Deed =
  /** Serves files over HTTP, for ever. */
  | { does: 'serve'; port: number; home: string }
  /** Runs for ever without a word. */
  | { does: 'wait' }
  | { does: 'resolve'; name: string }
  | { does: 'connect'; host: string; port: number; path?: string }
  /** Needs nobody else: takes its time, says its word and ends. */
  | { does: 'end'; exitCode: number; seconds: number; says?: string }
  /** Ends the whole script. */
  | { does: 'leave'; exitCode: number };

/** One command of a script, and whether it is run only if what came before it went well, or did not. */
export interface Command {
  deed: Deed | undefined;
  onlyAfter?: 'success' | 'failure';
}

const named = (words: string[], flag: string) => words[words.indexOf(flag) + 1];
const flagsWithValue = new Set(['-T', '-O', '-o', '-Y', '-w', '-p', '-h', '-t', '-U', '-P']);

/** The words that are no flags and no flag's value. */
function operands(words: string[]): string[] {
  return words.filter((word, index) => !word.startsWith('-') && !flagsWithValue.has(words[index - 1] ?? ''));
}

function wget(words: string[]): Deed | undefined {
  const [target = ''] = operands(words);
  const url = URL.parse(target.includes('://') ? target : `http://${target}`);
  if (url === null) return undefined;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { does: 'connect', host: url.hostname, port, path: url.pathname };
}

function netcat(words: string[]): Deed | undefined {
  if (words.some((word) => /^-\w*l/.test(word))) return { does: 'serve', port: Number(named(words, '-p')), home: '/' };
  const [host, port] = operands(words);
  return host === undefined ? undefined : { does: 'connect', host, port: Number(port) };
}

const end = (exitCode: number, says?: string): Deed => ({
  does: 'end',
  exitCode,
  seconds: 0,
  ...(says !== undefined && { says }),
});
const perUnit: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

function sleep([time = '']: string[]): Deed | undefined {
  if (/^inf/.test(time)) return { does: 'wait' };
  const [, number, unit = 's'] = /^([\d.]+)([smhd]?)$/.exec(time) ?? [];
  const seconds = Number(number) * (perUnit[unit || 's'] ?? 1);
  return Number.isNaN(seconds) ? undefined : { does: 'end', exitCode: 0, seconds };
}

const programs: Record<string, (words: string[]) => Deed | undefined> = {
  httpd: (words) => ({
    does: 'serve',
    port: Number(words.includes('-p') ? named(words, '-p') : 80),
    home: (words.includes('-h') && named(words, '-h')) || '/',
  }),
  nslookup: (words) => {
    const [name] = operands(words);
    return name === undefined ? undefined : { does: 'resolve', name };
  },
  wget,
  nc: netcat,
  sleep,
  tail: (words) => (words.includes('-f') ? { does: 'wait' } : undefined),
  true: () => end(0),
  false: () => end(1),
  exit: ([code = '0']) => ({ does: 'leave', exitCode: Number(code) & 255 }),
  echo: (words) => end(0, words.join(' ')),
};

// Images that hold a shell and nothing that stays: without a terminal it ends at once.
const shells = /(^|\/)(busybox|alpine|ubuntu|debian)(:|@|$)/;

function deedOf(words: string[]): Deed | undefined {
  const [first = '', ...rest] = words[0]?.endsWith('busybox') || words[0] === 'exec' ? words.slice(1) : words;
  return programs[first.split('/').at(-1) ?? '']?.(rest);
}

/** The words of a plain command; quotes hold words together. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

const ordersOf: Record<string, Pick<Command, 'onlyAfter'>> = {
  '&&': { onlyAfter: 'success' },
  '||': { onlyAfter: 'failure' },
};

// `a; b && c || d`. With pipes, variables, loops and the like a script is not understood.
function commandsOf(script: string): Command[] {
  const plain = script.replace(/'[^']*'|"[^"$`]*"/g, (quoted) => '_'.repeat(quoted.length));
  if (/[<>$`(){}\\]|[^|]\|[^|]|[^&]&[^&]|\b(while|until|for|if|case|do)\b/.test(plain)) return [{ deed: undefined }];
  const commands: Command[] = [];
  let from = 0;
  let joined: Pick<Command, 'onlyAfter'> = {};
  for (const match of [...plain.matchAll(/&&|\|\||;|\n/g), undefined]) {
    const words = wordsOf(script.slice(from, match?.index));
    if (words.length > 0) commands.push({ deed: deedOf(words), ...joined });
    if (match === undefined) break;
    joined = ordersOf[match[0]] ?? {};
    from = match.index + match[0].length;
  }
  return commands;
}

/** What a container runs: its command, or the commands of its script. */
export function scriptOf({
  command = [],
  args = [],
  image = '',
}: Pick<Container, 'command' | 'args' | 'image'>): Command[] {
  const words = [...command, ...args];
  if (words.length === 0) return [{ deed: shells.test(image) ? end(0) : undefined }];
  const [shell = '', flag = '', script = ''] = words;
  if (/(^|\/)(ba|a)?sh$/.test(shell) && /^-\w*c$/.test(flag)) return commandsOf(script);
  return [{ deed: deedOf(words) }];
}

/** The server that a container runs, if it is one that is understood. */
export function serverOf(container: Container): (Deed & { does: 'serve' }) | undefined {
  return scriptOf(container)
    .map(({ deed }) => deed)
    .find((deed) => deed?.does === 'serve');
}

/**
 * How long a container runs, in seconds: `Infinity` for one that serves or waits, `undefined` where its commands are
 * not all understood.
 */
export function runningTime(container: Container): number | undefined {
  const deeds = scriptOf(container).map(({ deed }) => deed);
  if (deeds.some((deed) => deed?.does === 'serve' || deed?.does === 'wait')) return Number.POSITIVE_INFINITY;
  if (deeds.includes(undefined)) return undefined;
  return deeds.reduce((sum, deed) => sum + (deed?.does === 'end' ? deed.seconds : 0), 0);
}
