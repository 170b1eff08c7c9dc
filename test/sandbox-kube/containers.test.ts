import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from '../../sandbox/kube/types/object.ts';
import type { Pod } from '../../sandbox/kube/types/pod.ts';
import type { Job } from '../../sandbox/kube/types/workloads.ts';
import { cniChart, startSandbox } from './support/sandbox.ts';

test('containers start, end and are started again as their commands and their pod say', async (t) => {
  await using sandbox = await startSandbox({ nodes: 1, speed: 6000 });
  await sandbox.helm('install', 'net', cniChart, '--namespace', 'kube-system');
  await sandbox.kubectl('wait', '--for=condition=Ready', 'nodes', '--all');
  const pod = (name: string) => sandbox.objects<Pod>('pods').find(({ metadata }) => metadata.name === name);
  const main = (name: string) => pod(name)?.status.containerStatuses?.[0];
  const create = async (name: string, spec: object) => {
    const metadata = { name, namespace: 'default' };
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
    const headers = { 'content-type': 'application/json' };
    const path = '/api/v1/namespaces/default/pods?fieldValidation=Strict';
    const response = await sandbox.fetch(path, { method: 'POST', headers, body });
    assert.equal(response.status, 201, await response.text());
  };
  const log = async (name: string, query = '') => {
    const response = await sandbox.fetch(`/api/v1/namespaces/default/pods/${name}/log?${query}`);
    const body = await response.text();
    return response.ok ? body : (JSON.parse(body) as { message: string }).message;
  };
  const one = (...command: string[]) => ({ containers: [{ name: 'main', image: 'busybox', command }] });
  const script = (text: string) => one('sh', '-c', text);

  await t.test('a command that fails is tried again and again, ever later', async () => {
    await create('crash', script('echo bye; exit 3'));
    await sandbox.until(() => (main('crash')?.restartCount ?? 0) >= 2 && main('crash')?.state['waiting'] !== undefined);
    const { state, lastState } = main('crash') ?? {};
    assert.match(
      JSON.stringify(state),
      /CrashLoopBackOff.*back-off \d+s restarting failed container=main pod=crash_default/,
    );
    assert.match(JSON.stringify(lastState), /"exitCode":3,"reason":"Error"/);
    assert.equal(await log('crash', 'previous=true'), 'bye\n');
    const told = sandbox
      .objects<KubeObject>('events')
      .filter((event) => JSON.stringify(event).includes('"name":"crash"'));
    assert.deepEqual(
      told.map((event) => event['reason']),
      ['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started', 'BackOff'],
    );
  });

  await t.test('a pod that is not to be restarted keeps the exit code, and its phase says how it went', async () => {
    await create('bad', { ...script('echo a && false || exit 7; echo b'), restartPolicy: 'Never' });
    await create('good', { ...script('sleep 2; echo done'), restartPolicy: 'OnFailure' });
    await sandbox.until(() => pod('bad')?.status.phase === 'Failed' && pod('good')?.status.phase === 'Succeeded');
    assert.match(JSON.stringify(main('bad')?.state), /"exitCode":7,"reason":"Error"/);
    assert.equal(await log('bad'), 'a\n');
    assert.equal(await log('good', 'tailLines=0'), '');
  });

  await t.test('init containers run one after the other before the rest, and a sidecar stays', async () => {
    await create('init', {
      initContainers: [
        { name: 'side', image: 'nginx', restartPolicy: 'Always' },
        { name: 'first', image: 'busybox', command: ['true'] },
      ],
      containers: [{ name: 'main', image: 'nginx' }],
    });
    await sandbox.until(() => main('init')?.ready === true);
    const [side, first] = pod('init')?.status.initContainerStatuses ?? [];
    assert.ok(side?.state['running'] && first?.state['terminated']);
    await create('stuck', {
      initContainers: [{ name: 'first', image: 'busybox', command: ['false'] }],
      ...one('true'),
    });
    await sandbox.until(() => (pod('stuck')?.status.initContainerStatuses?.[0]?.restartCount ?? 0) > 1);
    assert.equal(pod('stuck')?.status.phase, 'Pending');
    assert.equal(
      await log('stuck', 'container=main'),
      'container "main" in pod "stuck" is waiting to start: PodInitializing',
    );
    assert.match(await sandbox.kubectl('get', 'pod', 'stuck'), /0\/1 +Init:/);
  });

  await t.test('a readiness probe that fails keeps the pod from being ready, one that passes does not', async () => {
    const probed = (command: string) => ({
      containers: [{ name: 'main', image: 'nginx', readinessProbe: { exec: { command: [command] } } }],
    });
    await create('unready', probed('false'));
    await create('ready', probed('true'));
    await sandbox.until(() => main('ready')?.ready === true && main('unready')?.state['running'] !== undefined);
    assert.equal(main('unready')?.ready, false);
    assert.match(JSON.stringify(pod('unready')?.status.conditions), /containers with unready status: \[main\]/);
  });

  await t.test('a Job counts the restarts of its containers as tries', async () => {
    const containers = [{ name: 'main', image: 'busybox', command: ['false'] }];
    const template = { spec: { restartPolicy: 'OnFailure', containers } };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'tries' },
      spec: { backoffLimit: 1, template },
    };
    await sandbox.kubectl('apply', '-f', sandbox.file('job.json', JSON.stringify(job)));
    await sandbox.until(() =>
      (sandbox.objects<Job>('jobs.batch')[0]?.status?.conditions ?? []).some(({ type }) => type === 'Failed'),
    );
  });
});
