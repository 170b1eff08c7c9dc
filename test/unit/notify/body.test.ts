import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SlipwayEvent } from '../../../src/model/event.ts';
import { freezeBody, maxBodyBytes } from '../../../src/notify/body.ts';
import { sampleEvent } from '../../fakes/webhook-samples.ts';

function eventWith(data: Partial<SlipwayEvent['data']>): SlipwayEvent {
  const event = sampleEvent();
  return { ...event, data: { ...event.data, ...data } };
}
const parse = (body: string) => JSON.parse(body) as SlipwayEvent;

describe('the body of a delivery', () => {
  it('is the event as it is', () => {
    const event = sampleEvent();
    assert.deepEqual(parse(freezeBody(event)), event);
  });

  it('loses its summary first, when it is too large', () => {
    const event = eventWith({ summary: { text: 'x'.repeat(70_000), markdown: '' } });
    const { truncated, data } = parse(freezeBody(event));
    assert.equal(truncated, true);
    assert.equal(data.summary, undefined);
    assert.deepEqual(data.job, event.data.job);
  });

  it('then loses the details of the error, and keeps the error', () => {
    const error = { code: 'preflight-failed', errors: [{ detail: '😀'.repeat(20_000) }] };
    const { data } = parse(freezeBody(eventWith({ job: { id: 'job_1', error } })));
    assert.deepEqual(data.job, { id: 'job_1', error: { code: 'preflight-failed' } });
  });

  it('never exceeds 64 KiB of UTF-8, and does not change the event', () => {
    const event = eventWith({ job: { id: '😀'.repeat(20_000) }, labels: { a: 'ü'.repeat(40_000) } });
    const before = structuredClone(event);
    const body = freezeBody(event);
    assert.ok(Buffer.byteLength(body) <= maxBodyBytes);
    assert.equal(parse(body).id, event.id);
    assert.deepEqual(event, before);
  });

  it('is valid UTF-8 even if a text is broken inside', () => {
    const body = freezeBody(eventWith({ metadata: { note: '\ud83d' } }));
    assert.equal(Buffer.from(body).toString(), body);
  });
});
