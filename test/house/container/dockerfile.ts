/** One line of a Dockerfile, put together: `COPY`, `src src`. */
export interface Instruction {
  name: string;
  text: string;
}

export interface Stage {
  name: string;
  /** An image, or another stage. */
  from: string;
  instructions: Instruction[];
}

/** What a container is started from. */
export interface Image {
  env: Record<string, string>;
  user: string;
  workdir: string;
  /** ENTRYPOINT, without CMD. */
  entrypoint: string[];
  cmd: string[];
  healthcheck: string[];
}

/** Reads as much of the format as our own Dockerfile uses. */
export function readDockerfile(text: string): Stage[] {
  const lines = text
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (!name) throw new Error(`not understood: ${line}`);
    const [, from = '', stage = ''] = (name === 'FROM' && /^(\S+) AS (\S+)$/.exec(rest)) || [];
    if (stage) stages.push({ name: stage, from, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, text: rest });
  }
  return stages;
}

export function stageNamed(stages: Stage[], name: string): Stage {
  const stage = stages.find((each) => each.name === name);
  if (!stage) throw new Error(`no stage ${name}`);
  return stage;
}

/** What the stage and those below it say about how to start it. */
export function imageOf(stages: Stage[], name: string): Image {
  const { from, instructions } = stageNamed(stages, name);
  const image = stages.some((stage) => stage.name === from)
    ? imageOf(stages, from)
    : { env: {}, user: '', workdir: '/', entrypoint: [], cmd: [], healthcheck: [] };
  for (const { name: what, text } of instructions) {
    if (what === 'ENV') {
      for (const [, key = '', quoted, plain = ''] of text.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)) {
        image.env[key] = quoted ?? plain;
      }
    }
    if (what === 'USER') image.user = text;
    if (what === 'WORKDIR') image.workdir = text;
    if (what === 'ENTRYPOINT') image.entrypoint = command(text);
    if (what === 'CMD') image.cmd = command(text);
    if (what === 'HEALTHCHECK') image.healthcheck = command(text.replace(/^(--\S+\s+)*CMD\s+/, ''));
  }
  return image;
}

/** The sources and the target of a COPY, and the stage that it copies from. */
export function copyOf(text: string): { from?: string; sources: string[]; target: string } {
  const [, from, rest = ''] = /^(?:--from=(\S+) )?(.*)$/.exec(text) ?? [];
  const sources = rest.split(/\s+/);
  const target = sources.pop() ?? '';
  return { ...(from ? { from } : {}), sources, target };
}

function command(text: string): string[] {
  return text.startsWith('[') ? JSON.parse(text) : ['/bin/sh', '-c', text];
}
