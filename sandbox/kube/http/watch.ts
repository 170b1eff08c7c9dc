import { apiVersionOf } from '../kinds/kind.ts';
import { expired, statusBody } from '../status.ts';
import type { Change } from '../store/store.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import type { Call, Target } from './call.ts';
import { selectedObjects, selectionOf } from './read.ts';
import { showObject, viewOf } from './table.ts';

type EventType = Change['type'] | 'BOOKMARK' | 'ERROR';

// How a change looks to somebody who sees only selected objects.
function seenAs(change: Change, selected: (object: KubeObject) => boolean): Change['type'] | undefined {
  const now = change.type !== 'DELETED' && selected(change.object);
  const before = change.previous !== undefined && selected(change.previous);
  if (now) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
}

function bookmark(call: Call, target: Target, initialEnd: boolean): Fields {
  const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  const metadata = { resourceVersion: String(call.cluster.store.version), ...annotations };
  return { kind: target.kind.kind, apiVersion: apiVersionOf(target.kind), metadata };
}

/** Streams changes until the client leaves or the time that it gave is over. */
export function watchObjects(call: Call, target: Target): void {
  const { cluster, query, request, response } = call;
  const { store } = cluster;
  const view = viewOf(call);
  const selected = selectionOf(call, target);
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const version = query.get('resourceVersion') ?? '';
  const streamsState = query.get('sendInitialEvents') === 'true';
  const startsNow = version === '' || version === '0' || streamsState;

  const write = (type: EventType, object: Fields) => response.write(`${JSON.stringify({ type, object })}\n`);
  const show = (type: EventType, object: KubeObject) => write(type, showObject(call, target.kind, object, view));
  const tell = (change: Change) => {
    if (change.resource !== target.kind.resource) return;
    const type = seenAs(change, selected);
    if (type !== undefined) show(type, change.object);
  };

  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const missed = startsNow ? [] : store.since(Number(version));
  if (missed === undefined) {
    write('ERROR', statusBody(expired(Number(version), store.oldest)));
    response.end();
    return;
  }
  if (startsNow && query.get('sendInitialEvents') !== 'false') {
    for (const object of selectedObjects(call, target)) show('ADDED', object);
  }
  if (streamsState && bookmarks) write('BOOKMARK', bookmark(call, target, true));
  for (const change of missed) tell(change);

  const unsubscribe = store.subscribe(tell);
  const end = () => {
    unsubscribe();
    clearTimeout(timer);
    cluster.watches.delete(end);
    response.end();
  };
  // The client's own clock counts here, not the sandbox's.
  const seconds = Number(query.get('timeoutSeconds') ?? 0) || 1800;
  const timer = setTimeout(() => {
    if (bookmarks && view === 'plain') write('BOOKMARK', bookmark(call, target, false));
    end();
  }, seconds * 1000);
  timer.unref();
  cluster.watches.add(end);
  request.once('close', end);
  response.once('close', end);
}
