import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parseEnv, promisify } from 'node:util';
import { freePort } from '../../../scripts/tools/process.ts';
import { defineProcess } from '../../e2e/process.ts';
import { startRedisServer } from '../../fakes/redis-server.ts';
import { checkOf, readCompose, serviceNamed } from './compose.ts';
import { imageOf, readDockerfile } from './dockerfile.ts';
import { confined, createBuilder, makeBin } from './replay.ts';

const run = promisify(execFile);
const read = (file: string) => readFileSync(file, 'utf8');

/** `docker compose --env-file` without an engine: folders in place of images, processes in place of containers. */
export async function createHost(t: TestContext, envFile: string) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-image-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  // The user of the image has to get in.
  chmodSync(folder, 0o755);
  const bin = makeBin(folder);
  const stages = readDockerfile(read('Dockerfile'));
  const settings = parseEnv(read(envFile));
  const compose = readCompose(read('docker-compose.yml'), settings);
  const builder = createBuilder(stages, folder, bin);
  const ports = { api: await freePort(), health: await freePort(), sandbox: await freePort() };
  const { command: redisCommand = [], healthcheck: redisCheck } = serviceNamed(compose, 'redis');
  const redis = await startRedisServer(redisCommand.slice(1));
  t.after(() => redis.stop());

  /** Loopback in place of the compose network, free ports in place of fixed ones. */
  const here = (text: string) =>
    text
      .replaceAll('redis:6379', `127.0.0.1:${redis.port}`)
      .replaceAll('sandbox:8443', `localhost:${ports.sandbox}`)
      .replaceAll('0.0.0.0', '127.0.0.1')
      .replaceAll(/\b8080\b/g, `${ports.api}`)
      .replaceAll(/\b8081\b/g, `${ports.health}`)
      .replaceAll(/\b8443\b/g, `${ports.sandbox}`);

  /** A service of the compose file; `args` in place of its command. */
  async function container(name: string, args?: string[]) {
    const service = serviceNamed(compose, name);
    const target = service.build?.target ?? '';
    const image = imageOf(stages, target);
    const place = await builder.build(target);
    const mounts = service.volumes.map((volume) => {
      const [source = '', path = ''] = volume.split(':');
      return { path, to: join(folder, source) };
    });
    // As the engine does: a volume that is mounted for the first time takes over what the image has there.
    for (const { path, to } of mounts) await run('cp', ['-anT', join(place, path), to]);
    // The longer path first, for one is the beginning of the other.
    mounts.sort((one, other) => other.path.length - one.path.length);
    const moved = (text: string) =>
      mounts
        .reduce((value, { path, to }) => value.replaceAll(path, to), here(text))
        .replaceAll(/(?<![\w/-])\/(?=(usr\/local\/bin|var\/lib)\/)/g, `${place}/`);

    const env: Record<string, string> = { PATH: `${bin}:${place}/usr/local/bin:/usr/bin:/bin`, HOME: '/' };
    const inside = { ...image.env, ...(service.env_file ? settings : {}), ...service.environment };
    for (const [key, value = ''] of Object.entries(inside)) env[key] = moved(`${value}`);
    const cwd = join(place, image.workdir);
    const main = confined(service.user, [...image.entrypoint, ...(args ?? service.command ?? image.cmd)]);

    /** Runs a command in the container. */
    function exec(line: string[]) {
      const [program = '', ...rest] = confined(service.user, line);
      return spawnSync(program, rest, { cwd, env, encoding: 'utf8', timeout: 10_000 });
    }
    const running = defineProcess({
      name,
      command: main[0] ?? '',
      args: main.slice(1),
      env,
      cwd,
      ready: /"ready":\s*true/,
      logFile: join(folder, `${name}.log`),
    });
    t.after(() => running.kill9());
    return {
      running,
      exec,
      checks: [image.healthcheck, checkOf(service.healthcheck?.test ?? [])].filter((line) => line.length > 0),
      /** What the image brought, and whatever was written next to it. */
      files: () => readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((file) => !stateFile.test(file)),
    };
  }

  return {
    folder,
    container,
    skipped: builder.skipped,
    api: `http://127.0.0.1:${ports.api}`,
    /** The check of Redis, which has no folder of its own. */
    redisCheck: checkOf(redisCheck?.test ?? []).map((word) => word.replace('redis-cli', `redis-cli -p ${redis.port}`)),
  };
}

const stateFile = /^var\/lib\/slipway\//;
