import type { Column } from './kind.ts';

type Value = Column['value'];

/** How long ago, as kubectl writes it: `45s`, `3m20s`, `5h`, `12d`. */
export function ageText(since: unknown, now: number): string {
  const start = typeof since === 'string' ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(start)) return '<unknown>';
  const seconds = Math.max(0, Math.floor((now - start) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 8 && hours % 24 !== 0 ? `${days}d${hours % 24}h` : `${days}d`;
}

/** One column; `priority` 1 is for `-o wide`. */
export function column(name: string, value: Value, priority = 0, type = 'string'): Column {
  return { name, type, description: '', priority, value };
}

export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  description: 'Name must be unique within a namespace.',
  priority: 0,
  value: (object) => object.metadata.name,
};
export const ageColumn = column('Age', (object, now) => ageText(object.metadata.creationTimestamp, now));
export const createdColumn = column('Created At', (object) => object.metadata.creationTimestamp);
