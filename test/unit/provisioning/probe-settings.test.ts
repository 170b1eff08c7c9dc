import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probeSettings } from '../../../src/provisioning/probe/settings.ts';

test('the probe’s image comes by digest, from the mirror where there is one, and as named where one is named', () => {
  assert.match(probeSettings({}).image, /^mcr\.microsoft\.com\/azurelinux\/busybox:[\d.]+@sha256:[0-9a-f]{64}$/);
  const mirrored = probeSettings({ imageRegistry: 'registry.example/mirror' }).image;
  assert.equal(mirrored, probeSettings({}).image.replace('mcr.microsoft.com', 'registry.example/mirror'));
  const own = 'registry.example/own/busybox@sha256:0';
  assert.deepEqual(probeSettings({ imageRegistry: 'registry.example/mirror' }, own), { image: own });
});

test('a mirror that wants a credential gets it from the probe too', () => {
  assert.equal(probeSettings({ pullSecret: true }).pullSecret, 'slipway-pull');
});
