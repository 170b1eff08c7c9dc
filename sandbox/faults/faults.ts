import type { CallKind } from '../arm/request.ts';
import type { Reply } from '../http/reply.ts';
import { type JsonObject, list, object } from '../json.ts';
import { chanceOf } from '../random.ts';
import { CATALOGUE } from './catalogue.ts';
import type { CatalogueEntry, FaultSubject, Target } from './entry.ts';

/** The tag of a cluster that switches faults on for it. */
const FAULT_TAG = 'sandbox-fault';
const ENTRIES = Object.entries(CATALOGUE);

/** A fault that is switched on, and where it strikes: what `PUT /sandbox/faults` takes. */
export interface Fault {
  name: string;
  /** All but `tag` are names in which `*` stands for anything; `tag` is `key` or `key=value`. All must fit. */
  match?: { cluster?: string; group?: string; application?: string; chart?: string; tag?: string };
  /** How often it strikes; for ever when absent. */
  times?: number;
  /** How likely it strikes, each time that it could; always when absent. */
  probability?: number;
  params?: JsonObject;
}

/** A call that faults may meet. */
export interface Call {
  kind: CallKind;
  target: Target;
  subject: FaultSubject;
}

export type Faults = ReturnType<typeof createFaults>;

/**
 * The faults that are switched on, by this interface or by a cluster's tag. Chance depends on the seed, the fault, the
 * cluster and how often the die was cast for it: the same in every run, however requests interleave.
 */
export function createFaults(changed: () => void, seed = 1) {
  let scripted: Fault[] = [];
  let strikes = new Map<string, number>();
  let struck = new Map<string, number>();
  const countOf = (key: string) => strikes.get(key) ?? 0;

  /** The fault's parameters if it is on for this target and call; asking uses up something only with `strike`. */
  function find(name: string, target: Target, call: CallKind | undefined, strike: boolean): JsonObject | undefined {
    const fault = scripted.find(
      (each) =>
        each.name === name &&
        each.times !== 0 &&
        fits(each, target) &&
        meets(each, call) &&
        isLucky(each, target, strike),
    );
    if (fault !== undefined) {
      if (strike && fault.times !== undefined) fault.times -= 1;
      if (strike) count(name);
      return fault.params ?? {};
    }
    if (!taggedFaults(target.tags).includes(name) || !meets({ name }, call)) return undefined;
    const key = `${name} ${target.key}`;
    if (countOf(key) >= (CATALOGUE[name]?.timesByTag ?? Number.POSITIVE_INFINITY)) return undefined;
    if (strike) strikes.set(key, countOf(key) + 1);
    if (strike) count(name);
    return {};
  }

  function count(name: string): void {
    struck.set(name, (struck.get(name) ?? 0) + 1);
    changed();
  }

  /** The faults that are on for somebody, or by this target's tag, in the order of the catalogue. */
  function candidates({ tags }: Target): [string, CatalogueEntry][] {
    const names = new Set([...scripted.map(({ name }) => name), ...taggedFaults(tags)]);
    return names.size === 0 ? [] : ENTRIES.filter(([name]) => names.has(name));
  }

  function answer({ kind, target, subject }: Call): Reply | undefined {
    for (const [name, entry] of candidates(target)) {
      const params = entry.answer && find(name, target, kind, true);
      if (params) return entry.answer?.(subject, params);
    }
    return undefined;
  }

  function bend({ kind, target }: Call, reply: Reply): Reply {
    let bent = reply;
    for (const [name, entry] of candidates(target)) {
      const params = entry.bend && find(name, target, kind, true);
      if (params) bent = entry.bend?.(bent, params) ?? bent;
    }
    return bent;
  }

  function isLucky({ name, probability }: Fault, target: Target, strike: boolean): boolean {
    if (probability === undefined) return true;
    const key = `chance of ${name} ${target.key}`;
    const cast = countOf(key);
    if (strike) strikes.set(key, cast + 1);
    return chanceOf(seed, `${key} ${cast}`) < probability;
  }

  return {
    /** Whether a fault is on; asking uses nothing up. */
    isOn: (name: string, target: Target) => find(name, target, undefined, false) !== undefined,
    /** The parameters of a fault that is on; asking uses nothing up. */
    paramsOf: (name: string, target: Target) => find(name, target, undefined, false),
    /** The fault's parameters if it strikes now. */
    strike: (name: string, target: Target) => find(name, target, undefined, true),
    /** The answer that some fault gives to this call in the handler's place. */
    answer,
    /** What faults make of the handler's answer. */
    bend,
    /** One call, by its handler or in its place. */
    async around(call: Call, handle: () => Reply | Promise<Reply>): Promise<Reply> {
      return answer(call) ?? bend(call, await handle());
    },
    /** How often each fault has struck a call, a create or a delete. */
    struck: () => Object.fromEntries(struck),
    add(fault: Fault): void {
      scripted.push(structuredClone(fault));
      changed();
    },
    replace(faults: Fault[]): void {
      scripted = structuredClone(faults);
      changed();
    },
    /** Switches every fault of a name off; `false` if none was on. */
    remove(name: string): boolean {
      const others = scripted.filter((fault) => fault.name !== name);
      const isOn = others.length < scripted.length;
      scripted = others;
      if (isOn) changed();
      return isOn;
    },
    /** A cluster of the same name starts with a clean slate. */
    forget(clusterKey: string): void {
      for (const key of strikes.keys()) if (key.endsWith(` ${clusterKey}`)) strikes.delete(key);
    },
    clear(): void {
      scripted = [];
      strikes = new Map();
      struck = new Map();
      changed();
    },
    all: () => scripted,
    snapshot: () => ({ scripted, strikes: Object.fromEntries(strikes), struck: Object.fromEntries(struck) }),
    restore(snapshot: unknown): void {
      scripted = list(object(snapshot)['scripted']) as Fault[];
      strikes = counts(object(snapshot)['strikes']);
      struck = counts(object(snapshot)['struck']);
    },
  };
}

function counts(saved: unknown): Map<string, number> {
  return new Map(Object.entries(object(saved)).map(([key, count]) => [key, Number(count)]));
}

function taggedFaults(tags: Record<string, string>): string[] {
  const value = Object.entries(tags).find(([key]) => key.toLowerCase() === FAULT_TAG)?.[1] ?? '';
  return value.split(',').flatMap((name) => name.trim() || []);
}

function fits({ match = {} }: Fault, target: Target): boolean {
  const { cluster, group, application, chart, tag } = match;
  if (cluster !== undefined && !isLike(target.name, cluster)) return false;
  if (group !== undefined && !isLike(target.group, group)) return false;
  if (application !== undefined && !isLike(target.application ?? '', application)) return false;
  if (chart !== undefined && !isLike(target.chart ?? '', chart)) return false;
  if (tag === undefined) return true;
  const [key = '', value] = tag.split(/=(.*)/s);
  return value === undefined ? key in target.tags : target.tags[key] === value;
}

/** Whether a fault is one of this call's; faults of a course are asked for by name, without a call. */
function meets({ name, params }: Fault, call: CallKind | undefined): boolean {
  if (call === undefined) return true;
  const calls: unknown[] = params?.['on'] === undefined ? (CATALOGUE[name]?.on ?? []) : list(params['on']);
  return calls.includes(call);
}

function isLike(name: string, pattern: string): boolean {
  return new RegExp(`^${pattern.split('*').map(escapeRegExp).join('.*')}$`, 'i').test(name);
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
