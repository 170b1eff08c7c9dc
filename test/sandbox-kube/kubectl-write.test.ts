import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cniChart, startSandbox, type TestSandbox } from './support/sandbox.ts';

const manifest = (image: string, extra = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: ${image}
          ${extra}
          ports: [{containerPort: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {greeting: hello}
`;

const widget = (spec: string) => `
apiVersion: example.com/v1
kind: Widget
metadata: {name: first}
spec: ${spec}
`;

const widgetDefinition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, shortNames: [wd]}
  versions:
    - name: v1
      served: true
      storage: true
      additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: {type: integer, minimum: 1}
                color: {type: string, enum: [red, green], default: red}
`;

describe('real kubectl, changing a cluster', () => {
  let sandbox: TestSandbox;
  before(async () => {
    sandbox = await startSandbox();
    await sandbox.helm('install', 'cilium', cniChart, '-n', 'kube-system');
    await sandbox.kubectl('wait', '--for=condition=Ready', 'node', '--all', '--timeout=20s');
  });
  after(() => sandbox[Symbol.asyncDispose]());

  it('applies a deployment, a service and a config map, and rolls them out', async () => {
    const file = sandbox.file('web.yaml', manifest('nginx:1.27'));
    assert.match(
      await sandbox.kubectl('apply', '-f', file),
      /deployment\.apps\/web created[\s\S]*configmap\/web created/,
    );
    await sandbox.kubectl('rollout', 'status', 'deployment/web', '--timeout=20s');
    assert.match(
      await sandbox.kubectl('get', 'deployment', 'web', '-o', 'wide'),
      /web\s+2\/2\s+2\s+2\s+\d+s\s+web\s+nginx:1\.27\s+app=web/,
    );
    const slices = await sandbox.kubectl('get', 'endpointslices', '-l', 'kubernetes.io/service-name=web');
    assert.match(slices, /IPv4\s+80\s+10\.244\.\d+\.\d+,10\.244\.\d+\.\d+/);
  });

  it('applies the same again without a change, and a change as one', async () => {
    const same = sandbox.file('web.yaml', manifest('nginx:1.27'));
    assert.match(
      await sandbox.kubectl('apply', '-f', same),
      /web unchanged\nservice\/web unchanged\nconfigmap\/web unchanged/,
    );
    const file = sandbox.file('web.yaml', manifest('nginx:1.28'));
    const diff = await sandbox.tryKubectl(['diff', '-f', file]);
    assert.equal(diff.code, 1);
    assert.match(diff.stdout, /-\s+- image: nginx:1\.27\n\+\s+- image: nginx:1\.28/);
    assert.match(
      await sandbox.kubectl('apply', '-f', file),
      /deployment\.apps\/web configured\nservice\/web unchanged/,
    );
    await sandbox.kubectl('rollout', 'status', 'deployment/web', '--timeout=20s');
    assert.match(await sandbox.kubectl('rollout', 'history', 'deployment/web'), /1\s.*\n2\s/);
  });

  it('scales, and reports a conflict when server-side apply wants the old number back', async () => {
    await sandbox.kubectl('scale', 'deployment/web', '--replicas=3');
    await sandbox.kubectl('wait', '--for=jsonpath={.status.availableReplicas}=3', 'deployment/web', '--timeout=20s');
    const args = ['apply', '--server-side', '-f', sandbox.file('web.yaml', manifest('nginx:1.28'))];
    const refused = await sandbox.tryKubectl(args);
    assert.match(
      refused.stderr,
      /Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps\/v1.*: \.spec\.replicas/,
    );
    assert.match(await sandbox.kubectl(...args, '--force-conflicts'), /deployment\.apps\/web serverside-applied/);
    assert.match(await sandbox.kubectl(...args), /serverside-applied/);
    const replicas = await sandbox.kubectl('get', 'deployment', 'web', '-o', 'jsonpath={.spec.replicas}');
    assert.equal(replicas, '2');
  });

  it("refuses an unknown field in the API server's words", async () => {
    const file = sandbox.file(
      'typo.yaml',
      manifest('nginx:1.28', 'imagePullPolcy: Always').replaceAll('name: web', 'name: typo'),
    );
    const outcome = await sandbox.tryKubectl(['apply', '-f', file]);
    assert.equal(outcome.code, 1);
    assert.match(
      outcome.stderr,
      /Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec\.template\.spec\.containers\[0\]\.imagePullPolcy"/,
    );
    const warned = await sandbox.tryKubectl(['apply', '--validate=warn', '-f', file]);
    assert.match(warned.stderr, /Warning: unknown field "spec\.template\.spec\.containers\[0\]\.imagePullPolcy"/);
    const applied = await sandbox.tryKubectl(['apply', '--server-side', '-f', file]);
    assert.match(applied.stderr, /containers\[0\]\.imagePullPolcy: field not declared in schema/);
    await sandbox.kubectl('delete', '--ignore-not-found', '-f', file);
  });

  it('refuses an object that breaks the rules of its kind', async () => {
    const outcome = await sandbox.tryKubectl(
      ['create', '-f', '-'],
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"Not_A_Name"}}',
    );
    assert.match(
      outcome.stderr,
      /The ConfigMap "Not_A_Name" is invalid: metadata\.name: Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain/,
    );
  });

  it('serves a custom resource as soon as its definition is established', async () => {
    await sandbox.kubectl('apply', '-f', sandbox.file('crd.yaml', widgetDefinition));
    await sandbox.kubectl('wait', '--for=condition=Established', 'crd/widgets.example.com', '--timeout=20s');
    await sandbox.kubectl('apply', '-f', sandbox.file('widget.yaml', widget('{size: 3}')));
    assert.match(await sandbox.kubectl('get', 'wd'), /NAME\s+SIZE\nfirst\s+3/);
    assert.equal(await sandbox.kubectl('get', 'widget', 'first', '-o', 'jsonpath={.spec.color}'), 'red');
    assert.match(await sandbox.kubectl('explain', 'widget.spec'), /size\s+<integer> -required-/);
    const small = await sandbox.tryKubectl(['apply', '-f', sandbox.file('widget.yaml', widget('{size: 0}'))]);
    assert.match(small.stderr, /spec\.size: Invalid value: 0: spec\.size in body should be greater than or equal to 1/);
    await sandbox.kubectl(
      'apply',
      '--server-side',
      '--force-conflicts',
      '-f',
      sandbox.file('widget.yaml', widget('{size: 4, color: green}')),
    );
    await sandbox.kubectl('delete', '-f', sandbox.file('crd.yaml', widgetDefinition));
    assert.equal(sandbox.objects('widgets.example.com').length, 0);
  });

  it('takes what kubectl writes as protobuf: create, expose, autoscale, set image, undo', async () => {
    await sandbox.kubectl('create', 'deployment', 'typed', '--image=nginx:1', '--port=80', '--replicas=0');
    await sandbox.kubectl('expose', 'deployment', 'typed', '--port=80');
    await sandbox.kubectl('autoscale', 'deployment', 'typed', '--min=1', '--max=2', '--cpu=80%');
    await sandbox.kubectl('create', 'ingress', 'typed', '--rule=example.com/*=typed:80');
    await sandbox.kubectl('create', 'poddisruptionbudget', 'typed', '--selector=app=typed', '--min-available=50%');
    const deployment = await sandbox.kubectl('get', 'deployment', 'typed', '-o', 'json');
    const { spec } = JSON.parse(deployment);
    assert.deepEqual(spec.template.spec.containers[0].ports, [{ containerPort: 80, protocol: 'TCP' }]);
    assert.equal(spec.replicas, 0);
    await sandbox.kubectl('set', 'image', 'deployment/typed', 'nginx=nginx:2');
    await sandbox.kubectl('rollout', 'undo', 'deployment/typed');
    await sandbox.kubectl('rollout', 'status', 'deployment/typed', '--timeout=20s');
    const sets = sandbox.objects('replicasets.apps').filter(({ metadata }) => metadata.name.startsWith('typed-'));
    assert.equal(sets.length, 2);
    await sandbox.kubectl('delete', 'deployment,service,hpa,ingress,pdb', 'typed');
  });

  it('runs a job to its end', async () => {
    const job =
      '{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"once"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"work","image":"busybox:1"}]}}}}';
    await sandbox.tryKubectl(['apply', '-f', '-'], job);
    await sandbox.kubectl('wait', '--for=condition=Complete', 'job/once', '--timeout=20s');
    assert.match(await sandbox.kubectl('get', 'job', 'once'), /once\s+Complete\s+1\/1/);
  });

  it('evicts what it drains, and cordons the node', async () => {
    const [name = ''] = sandbox.objects('nodes').map((node) => node.metadata.name);
    await sandbox.kubectl('drain', name, '--ignore-daemonsets', '--delete-emptydir-data', '--force', '--timeout=30s');
    assert.match(await sandbox.kubectl('get', 'node', name), /Ready,SchedulingDisabled/);
    await sandbox.kubectl('uncordon', name);
    await sandbox.kubectl('rollout', 'status', 'deployment/web', '--timeout=20s');
  });

  it('deletes what it applied, pods included', async () => {
    const file = sandbox.file('web.yaml', manifest('nginx:1.28'));
    assert.match(await sandbox.kubectl('delete', '-f', file), /deployment\.apps "web" deleted/);
    await sandbox.kubectl('wait', '--for=delete', 'pod', '-l', 'app=web', '--timeout=20s');
    assert.doesNotMatch(await sandbox.kubectl('get', 'all'), /web/);
  });

  it('empties a namespace that it deletes', async () => {
    await sandbox.kubectl('create', 'namespace', 'team');
    await sandbox.kubectl('create', 'configmap', 'one', '-n', 'team', '--from-literal=a=b');
    await sandbox.kubectl('run', 'sleeper', '-n', 'team', '--image=busybox:1');
    await sandbox.kubectl('delete', 'namespace', 'team');
    const outcome = await sandbox.tryKubectl(['create', 'configmap', 'two', '-n', 'team']);
    assert.match(outcome.stderr, /namespaces "team" not found/);
  });
});
