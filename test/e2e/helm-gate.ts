import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './until.ts';

/** One start of helm, by its process id and that of the worker that started it. */
export interface HelmStart {
  pid: number;
  worker: number;
}

/** A helm that tells when it is started, and that can be made to wait or to crawl: then it is the real one. */
export interface HelmGate {
  /** For SLIPWAY_HELM. */
  path: string;
  starts(): HelmStart[];
  started(count: number): Promise<HelmStart[]>;
  /** Helm waits before it does anything. */
  hold(): void;
  /** Helm sends two requests a second: everything takes seconds. */
  slow(): void;
  /** Those that wait go on, those to come run as ever. */
  release(): void;
}

export function createHelmGate(folder: string, helm: string): HelmGate {
  mkdirSync(folder);
  const [path, held, slowed, list] = ['helm', 'hold', 'slow', 'starts'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  appendFileSync(list, '');
  const script = [
    '#!/bin/sh',
    `echo "$$ $PPID" >> '${list}'`,
    `while [ -e '${held}' ]; do sleep 0.05; done`,
    `if [ -e '${slowed}' ]; then export HELM_QPS=2 HELM_BURST_LIMIT=1; fi`,
    `exec '${helm}' "$@"`,
    '',
  ];
  writeFileSync(path, script.join('\n'));
  chmodSync(path, 0o755);

  const starts = () =>
    readFileSync(list, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [pid, worker] = line.split(' ').map(Number);
        return { pid: pid ?? 0, worker: worker ?? 0 };
      });
  return {
    path,
    starts,
    started: (count) => until(`helm started ${count} times`, starts, (seen) => seen.length >= count),
    hold: () => writeFileSync(held, ''),
    slow: () => writeFileSync(slowed, ''),
    release() {
      for (const file of [held, slowed]) if (existsSync(file)) rmSync(file);
    },
  };
}
