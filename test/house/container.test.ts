import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { sandboxEnvironment } from '../../scripts/tools/sandbox-environment.ts';
import { readConfig } from '../../src/config.ts';
import { EnvironmentSchema } from '../../src/config-schema.ts';
import { createClient } from '../e2e/client.ts';
import { readCompose, serviceNamed } from './container/compose.ts';
import { copyOf, imageOf, readDockerfile } from './container/dockerfile.ts';
import { createHost } from './container/host.ts';
import { isRoot, notHere } from './container/replay.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const stages = readDockerfile(read('Dockerfile'));
const sandboxSettings = parseEnv(read('sandbox.env'));
const compose = readCompose(read('docker-compose.yml'), {});
const services = Object.entries(compose.services);

test('what the Dockerfile copies from the checkout is there, and let through by .dockerignore', () => {
  const [first, ...rest] = read('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'));
  assert.equal(first, '*');
  const open = rest.map((line) => line.replace(/^!/, ''));
  const copied = stages
    .flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'COPY'))
    .map(({ text }) => copyOf(text))
    .filter(({ from }) => !from)
    .flatMap(({ sources }) => sources);
  assert.deepEqual([...new Set(copied)].toSorted(), open.toSorted());
  assert.deepEqual(
    copied.filter((source) => !existsSync(source)),
    [],
  );
});

test('every image runs as a number that is not root, in production, with a check of its own', () => {
  assert.equal(stages.at(-1)?.name, 'runtime');
  for (const name of ['runtime', 'sandbox']) {
    const { user, env, healthcheck, entrypoint } = imageOf(stages, name);
    assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
    assert.equal(env['NODE_ENV'], 'production');
    assert.ok(healthcheck.length > 0);
    // Process 1 is Node itself, which hears SIGTERM; a shell would keep it to itself.
    assert.equal(entrypoint[0], 'node');
  }
});

test('every image of the Dockerfile and of compose is a public one with a version', () => {
  const images = services.filter(([, { build }]) => !build).map(([, { image }]) => image);
  const bases = [...read('Dockerfile').matchAll(/^ARG NODE_IMAGE=(\S+)$/gm)].map((match) => match[1]);
  assert.deepEqual([...images, ...bases], ['redis:7.4-bookworm', 'node:24-bookworm-slim']);
});

test('every service is shut in: no root, no capabilities, nothing to write to but what is named', () => {
  assert.deepEqual(
    services.map(([name]) => name),
    ['redis', 'api', 'worker', 'sandbox'],
  );
  for (const [name, service] of services) {
    assert.match(service.user, /^[1-9]\d*:[1-9]\d*$/, name);
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.equal(service.privileged, undefined, name);
    assert.ok(service.tmpfs.includes('/tmp'), name);
    assert.equal(service.restart, 'unless-stopped', name);
    assert.match(service.stop_grace_period, /^\d+s$/, name);
    if (service.build) assert.equal(service.user, imageOf(stages, service.build.target).user, name);
    const check = service.healthcheck?.test ?? imageOf(stages, service.build?.target ?? '').healthcheck;
    assert.ok(check.length > 0, name);
  }
});

test('what a service refers to in the compose file is declared there', () => {
  for (const [name, { volumes, networks, depends_on: needed = {} }] of services) {
    for (const volume of volumes) assert.ok((volume.split(':')[0] ?? '') in compose.volumes, `${name}: ${volume}`);
    for (const network of networks) assert.ok(network in compose.networks, `${name}: ${network}`);
    for (const [other, { required = true }] of Object.entries(needed)) {
      // What belongs to a profile is not there without it.
      assert.equal(required, !serviceNamed(compose, other).profiles, `${name} needs ${other}`);
    }
  }
});

test('nothing but the API can be reached from outside, and that on loopback alone', () => {
  assert.deepEqual(
    services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`)),
    ['api 127.0.0.1:8080:8080'],
  );
  assert.equal(compose.networks['inside']?.internal, true);
  for (const name of ['redis', 'sandbox']) assert.deepEqual(serviceNamed(compose, name).networks, ['inside']);
  assert.deepEqual(serviceNamed(compose, 'sandbox').profiles, ['sandbox']);
});

test('workers can be many: nothing in their service exists but once', () => {
  const { container_name: name, ports, volumes } = serviceNamed(compose, 'worker');
  assert.equal(name, undefined);
  assert.equal(ports, undefined);
  assert.deepEqual(
    volumes.filter((volume) => !volume.endsWith(':ro')),
    [],
  );
});

test('sandbox.env says what npm start says to the service, but for what production refuses', () => {
  const { SANDBOX_PUBLIC_URL: url = '' } = serviceNamed(compose, 'sandbox').environment ?? {};
  const { SANDBOX_CA: caFile = '' } = imageOf(stages, 'sandbox').env;
  const speed = Number(sandboxSettings['SANDBOX_SPEED']);
  const {
    SLIPWAY_WEBHOOK_DEVELOPMENT: refused,
    SLIPWAY_CHART_DIGESTS: digests = '',
    ...expected
  } = sandboxEnvironment({ url, speed, caFile });
  assert.equal(refused, 'true');
  // A file that is written by hand pins none of them, so that it need not follow every change of a chart.
  const pinned = Object.keys(JSON.parse(digests)).filter((chart) => chart !== 'meshnet');
  assert.deepEqual(
    JSON.parse(sandboxSettings['SLIPWAY_CHART_DIGESTS'] ?? ''),
    Object.fromEntries(pinned.map((chart) => [chart, {}])),
  );
  for (const [name, value] of Object.entries(expected)) assert.equal(sandboxSettings[name], value, name);
  assert.equal(sandboxSettings['SLIPWAY_ENV_FILE'], 'sandbox.env');
  assert.equal(sandboxSettings['SLIPWAY_WEBHOOK_DEVELOPMENT'], undefined);
});

test('.env.example names settings that exist, and starts once it is filled in', () => {
  const ofCompose = ['SLIPWAY_PORT'];
  const example = parseEnv(read('.env.example'));
  const known = [...Object.keys(EnvironmentSchema.properties), ...ofCompose];
  assert.deepEqual(
    Object.keys(example).filter((name) => !known.includes(name)),
    [],
  );
  const secret = Buffer.alloc(32, 1).toString('base64');
  const config = readConfig({ ...example, NODE_ENV: 'production', SLIPWAY_SECRET_KEY: secret });
  assert.equal(config.accountsOf('default').length, 1);
});

test('the manifests of the deployment page fit the image', () => {
  const blocks = [...read('docs/deployment.md').matchAll(/^```yaml\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  const documents = blocks.flatMap((block) => parseAllDocuments(block).map((each) => each.toJS()));
  const manifests = documents.filter(({ kind }) => kind);
  assert.deepEqual(
    manifests.map(({ kind }) => kind),
    ['ServiceAccount', 'Deployment', 'NetworkPolicy'],
  );
  const { user, env } = imageOf(stages, 'runtime');
  const pod = manifests[1].spec.template.spec;
  const [container] = pod.containers;
  assert.equal(`${pod.securityContext.runAsUser}:${pod.securityContext.runAsGroup}`, user);
  assert.equal(`${container.ports[0].containerPort}`, env['SLIPWAY_HEALTH_PORT']);
  assert.ok(
    container.volumeMounts.some((mount: { mountPath: string }) => mount.mountPath === env['SLIPWAY_STATE_DIR']),
  );
});

const skip = (process.platform !== 'linux' || process.arch !== 'x64') && 'the images are for linux/amd64';

test('what the Dockerfile builds takes an order to its end under the settings of compose', { skip }, async (t) => {
  const host = await createHost(t, 'sandbox.env');
  const [sandbox, api, worker] = await Promise.all([
    host.container('sandbox'),
    host.container('api'),
    host.container('worker'),
  ]);
  t.diagnostic(`not replayed: ${[...host.skipped].join('; ')}`);
  assert.equal(host.skipped.size, 1);
  assert.ok([...host.skipped].every((line) => notHere.test(line)));
  const before = api.files();

  await sandbox.running.start();
  await Promise.all([api.running.start(), worker.running.start()]);
  for (const { exec, checks } of [sandbox, api, worker]) {
    for (const check of checks) {
      const { status, stderr } = exec(check);
      assert.equal(status, 0, stderr);
    }
  }
  if (spawnSync('redis-cli', ['--version']).status === 0) {
    const [program = '', ...args] = host.redisCheck;
    assert.equal(spawnSync(program, args).status, 0);
  }

  // A key as the deployment page makes it, in the running container.
  const made = api.exec(['node', 'src/keys.ts', 'create', '--tenant', 'default', '--name', 'ci']);
  assert.equal(made.status, 0, made.stderr);
  const client = createClient(host.api, made.stdout.split('\n')[0] ?? '');
  const { id } = await client.order('container');
  const job = await client.ended(id);
  assert.equal(job.status, 'Succeeded', `${JSON.stringify(job.error)}\n${worker.running.log()}`);
  const kubeconfig = join(host.folder, 'kubeconfig');
  writeFileSync(kubeconfig, await client.kubeconfig(job.clusterId));
  const { stdout, stderr } = sandbox.exec(['kubectl', '--kubeconfig', kubeconfig, 'get', 'nodes']);
  assert.equal([...stdout.matchAll(/ Ready /g)].length, 3, stderr);

  for (const { running } of [worker, api]) assert.equal(await running.terminate(), 0, running.log());
  for (const check of worker.checks) assert.notEqual(worker.exec(check).status, 0, 'it has ended, and seems healthy');

  // What a container does that is given no role.
  const both = await host.container('api', imageOf(stages, 'runtime').cmd);
  await both.running.start();
  for (const check of both.checks) assert.equal(both.exec(check).status, 0);
  for (const { running } of [both, sandbox]) assert.equal(await running.terminate(), 0, running.log());

  assert.deepEqual(api.files(), before, 'only the state folder is written to');
  if (isRoot) assert.notEqual(api.exec(['node', '-e', "fs.writeFileSync('src/main.ts', '')"]).status, 0);
});
