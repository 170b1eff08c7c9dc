import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningTime, scriptOf } from '../../sandbox/kube/controllers/commands.ts';
import { imageNames } from '../../sandbox/kube/controllers/container-status.ts';

const sh = (script: string) => ({ name: 'one', command: ['sh', '-c', script] });
const deeds = (script: string) => scriptOf(sh(script)).map(({ deed, onlyAfter }) => [deed?.does, onlyAfter]);

test('a script is read command by command, with what joins them', () => {
  assert.deepEqual(deeds("echo 'a; b' && false || exit 3; sleep 5"), [
    ['end', undefined],
    ['end', 'success'],
    ['leave', 'failure'],
    ['end', undefined],
  ]);
  assert.deepEqual(scriptOf(sh("echo 'a; b'"))[0]?.deed, { does: 'end', exitCode: 0, seconds: 0, says: 'a; b' });
});

test('a script with a loop, a pipe, a redirection or a variable is not understood', () => {
  for (const script of ['while true; do date; done', 'echo a | wc', 'echo a > /f', 'echo $HOME', 'sleep 1 & wait']) {
    assert.deepEqual(deeds(script), [[undefined, undefined]], script);
    assert.equal(runningTime(sh(script)), undefined, script);
  }
});

test('how long a container runs follows from its sleeps; one that serves or waits never ends', () => {
  assert.equal(runningTime(sh('sleep 5; sleep 1m')), 65);
  assert.equal(runningTime({ name: 'one', command: ['sleep', 'infinity'] }), Number.POSITIVE_INFINITY);
  assert.equal(runningTime(sh('echo up; httpd -f -p 80')), Number.POSITIVE_INFINITY);
  assert.equal(runningTime({ name: 'one', image: 'busybox:1.36' }), 0, 'a shell without a terminal');
  assert.equal(runningTime({ name: 'one', image: 'nginx' }), undefined);
});

test('images have the names that containerd gives them', () => {
  assert.equal(imageNames('busybox').image, 'docker.io/library/busybox:latest');
  assert.equal(imageNames('grafana/loki:3').image, 'docker.io/grafana/loki:3');
  assert.equal(imageNames('localhost:5000/a').image, 'localhost:5000/a:latest');
  assert.match(imageNames('quay.io/a/b:1').imageID, /^quay\.io\/a\/b@sha256:[0-9a-f]{64}$/);
  assert.equal(imageNames('a/b@sha256:00').imageID, 'docker.io/a/b@sha256:00');
});
