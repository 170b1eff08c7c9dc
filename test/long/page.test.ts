import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, start } from '../sandbox/start.ts';
import { findBrowser, openTab } from './browser.ts';

const textOf = (id: string) => `document.getElementById('${id}').innerText`;

test('a browser shows clusters as they come, and switches a fault on and off by the keyboard', {
  timeout: 120_000,
}, async (t) => {
  const browser = findBrowser();
  if (browser === undefined) return t.skip('no Chromium');
  const { send, sandbox } = await start(t, { speed: 600 });
  const tab = await openTab(t, browser, `${sandbox.url}/`);
  await tab.until(`${textOf('link')} === 'Live.'`);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  await tab.until(`/^one\\trg1\\twesteurope\\tSucceeded/m.test(${textOf('clusters')})`);

  await tab.evaluate('document.forms.fault.elements.name.focus()');
  await tab.type('quota');
  await tab.press('Tab');
  await tab.evaluate('document.activeElement.select()');
  await tab.type('order-*');
  await tab.press('Enter');
  await tab.until(`/^quota\\tcluster order-\\*\\talways\\t0/m.test(${textOf('faults')})`);
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/order-1`, clusterBody())).status, 400);
  await tab.evaluate(`document.querySelector('[data-off="quota"]').focus()`);
  await tab.until(`/^quota\\tcluster order-\\*\\talways\\t1/m.test(${textOf('faults')})`);
  await tab.press('Enter');
  await tab.until(`/^Faults that are on \\(0\\)/.test(${textOf('faults')})`);
  assert.equal(await tab.evaluate('document.activeElement.name'), 'name');

  // Were a caller's text ever not escaped, nothing in it would run.
  await tab.evaluate(`
    document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="document.title = 1">');
    document.querySelector('img').addEventListener('error', () => { globalThis.failed = true; });
  `);
  await tab.until('globalThis.failed');
  assert.equal(await tab.evaluate('document.title'), 'Slipway sandbox');

  await tab.resize(360, 800);
  assert.equal(await tab.evaluate('document.documentElement.scrollWidth'), 360);
});
