import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { findOnPath } from '../../scripts/tools/find.ts';

const KEYS: Record<string, { code: number; text?: string }> = {
  Tab: { code: 9 },
  Enter: { code: 13, text: '\r' },
};

export type Tab = Awaited<ReturnType<typeof openTab>>;

export const findBrowser = (): string | undefined => findOnPath(['chromium', 'chromium-browser', 'google-chrome']);

/** Opens a page in a browser without a window, driven over the DevTools protocol; it trusts every certificate. */
export async function openTab(t: TestContext, browser: string, url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-browser-'));
  const flags = ['--headless=new', '--no-sandbox', '--ignore-certificate-errors', '--remote-debugging-port=0'];
  const child = spawn(browser, [...flags, `--user-data-dir=${folder}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(async () => {
    const gone = once(child, 'exit');
    child.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const origin = await debuggerOf(child.stderr);
  const opened = await fetch(`${origin}/json/new?${url}`, { method: 'PUT' });
  const { webSocketDebuggerUrl } = (await opened.json()) as { webSocketDebuggerUrl: string };
  const socket = new WebSocket(webSocketDebuggerUrl);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));

  let last = 0;
  const waiting = new Map<number, (result: { result?: { value?: unknown } }) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(`${data}`);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  const send = (method: string, params: object): Promise<{ result?: { value?: unknown } }> =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  const evaluate = async (expression: string) =>
    (await send('Runtime.evaluate', { expression, returnByValue: true })).result?.value;

  return {
    /** What an expression is on the page now. */
    evaluate,
    /** Looks until an expression holds on the page. */
    async until(expression: string): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = setInterval(() => void evaluate(expression).then((holds) => holds === true && resolve()), 50);
      t.after(() => clearInterval(look));
      await promise;
      clearInterval(look);
    },
    /** Types a text where the focus is. */
    async type(text: string): Promise<void> {
      for (const key of text) await send('Input.dispatchKeyEvent', { type: 'keyDown', key, text: key });
    },
    async press(key: string): Promise<void> {
      const { code, text } = KEYS[key] ?? { code: 0 };
      const stroke = { key, code: key, windowsVirtualKeyCode: code };
      await send('Input.dispatchKeyEvent', { type: 'keyDown', ...stroke, ...(text && { text }) });
      await send('Input.dispatchKeyEvent', { type: 'keyUp', ...stroke });
    },
    resize: (width: number, height: number) =>
      send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: true }),
  };
}

/** Where the browser listens, as it says when it has started. */
async function debuggerOf(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const address = /DevTools listening on ws:\/\/([^/]+)/.exec(line)?.[1];
    if (address !== undefined) return `http://${address}`;
  }
  throw new Error('the browser has ended');
}
