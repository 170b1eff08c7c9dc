import type { Container } from '../types.ts';

/** What a container's command does on the network, as far as it is understood. */
export type Deed =
  /** Serves files over HTTP, for ever. */
  | { does: 'serve'; port: number; home: string }
  /** Runs for ever without a word. */
  | { does: 'wait' }
  | { does: 'resolve'; name: string }
  | { does: 'connect'; host: string; port: number; path?: string };

const named = (words: string[], flag: string) => words[words.indexOf(flag) + 1];
const flagsWithValue = new Set(['-T', '-O', '-o', '-Y', '-w', '-p', '-h', '-t', '-U', '-P']);

/** The words that are no flags and no flag's value. */
function operands(words: string[]): string[] {
  return words.filter((word, index) => !word.startsWith('-') && !flagsWithValue.has(words[index - 1] ?? ''));
}

// A shell that is given one plain command does no more than run it.
function withoutShell(words: string[]): string[] {
  const [shell = '', flag, script = ''] = words;
  if (!/(^|\/)(ba|a)?sh$/.test(shell) || flag !== '-c' || /[;&|<>$`(){}\n]/.test(script)) return words;
  return script
    .trim()
    .replace(/^exec /, '')
    .split(/\s+/);
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
  sleep: (words) => (/^inf/.test(words[0] ?? '') ? { does: 'wait' } : undefined),
};

/** Reads a container's command: the network programs of busybox, by themselves or through a shell. */
export function deedOf({ command = [], args = [] }: Container): Deed | undefined {
  const words = withoutShell([...command, ...args]);
  const [first = '', ...rest] = words[0]?.endsWith('busybox') ? words.slice(1) : words;
  return programs[first.split('/').at(-1) ?? '']?.(rest);
}
