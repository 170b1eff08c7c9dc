import type { Cluster } from './cluster.ts';
import type { EventType, SlipwayEvent } from './event.ts';
import type { JobRecord } from './job.ts';
import { presentJob, summarize } from './view.ts';

/** Where and when an event is made, and its id. */
export interface EventStamp {
  id: string;
  at: string;
  publicUrl: string;
}

/**
 * Freezes a fact about a job: everything a subscriber will be told is copied now, whatever changes later. Takes the
 * job's next sequence number, so the record must be saved together with the event.
 */
export function makeEvent(type: EventType, record: JobRecord, cluster: Cluster, stamp: EventStamp): SlipwayEvent {
  record.events += 1;
  const { job } = record;
  const { input: _, steps: __, traceparent, ...view } = presentJob(job, stamp.publicUrl);
  const text = summarize(job, cluster);
  return {
    id: stamp.id,
    type,
    timestamp: stamp.at,
    schemaVersion: '1',
    sequence: String(record.events).padStart(8, '0'),
    ...(traceparent ? { traceparent } : {}),
    data: {
      job: structuredClone(view) as Record<string, unknown>,
      cluster: {
        id: cluster.id,
        name: cluster.name,
        state: cluster.state,
        location: cluster.order.location,
        kubernetesVersion: cluster.order.kubernetesVersion ?? null,
        cni: cluster.order.cni.plugin,
        armId: cluster.armId,
      },
      ticket: job.ticket ?? null,
      labels: { ...job.labels },
      metadata: { ...job.metadata },
      requestedBy: job.requestedBy,
      summary: { text, markdown: text.replace(job.id, `\`${job.id}\``) },
      links: {
        ...view.links,
      },
    },
  };
}
