/** A command of a transcript and what it printed. */
export interface Step {
  /** As it is typed; what follows its first line is a heredoc or a continuation. */
  command: string;
  output: string;
}

const block = /^```console\n([\s\S]*?)^```$/gm;

/** The part of a page between `<!-- transcript:name:begin -->` and its end. */
function sectionOf(page: string, name: string): [from: number, to: number] {
  const [begin, end] = [`<!-- transcript:${name}:begin -->`, `<!-- transcript:${name}:end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page lacks ${begin} … ${end}`);
  return [from + begin.length, to];
}

// `$ ` starts a command, `> ` right below goes on with it, the rest is what it prints.
function stepsOf(text: string): Step[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const lines = part.replace(/\n$/, '').split('\n');
      const more = lines.findIndex((line, index) => index > 0 && !/^>( |$)/.test(line));
      const typed = more < 0 ? lines.length : more;
      const command = [lines[0], ...lines.slice(1, typed).map((line) => line.slice(2))].join('\n');
      return { command, output: lines.slice(typed).join('\n') };
    });
}

function textOf({ command, output }: Step): string {
  const typed = command.split('\n').map((line, index) => (index === 0 ? `$ ${line}` : `> ${line}`.trimEnd()));
  return [...typed, ...(output === '' ? [] : [output]), ''].join('\n');
}

/** The steps of one transcript, out of all its `console` blocks. */
export function transcriptIn(page: string, name: string): Step[] {
  const steps = [...page.slice(...sectionOf(page, name)).matchAll(block)].flatMap(([, text = '']) => stepsOf(text));
  if (steps.length === 0) throw new Error(`the transcript ${name} has no commands`);
  return steps;
}

/** The page with other outputs in the steps of one transcript, which stay as many as they are. */
export function withSteps(page: string, name: string, steps: Step[]): string {
  const [from, to] = sectionOf(page, name);
  const rest = [...steps];
  const section = page
    .slice(from, to)
    .replace(
      block,
      (_, text: string) => `\`\`\`console\n${rest.splice(0, stepsOf(text).length).map(textOf).join('')}\`\`\``,
    );
  return page.slice(0, from) + section + page.slice(to);
}
