import type { Cluster, Redis } from 'ioredis';

/** A client of one server, of the master that Sentinels name, or of a Cluster. Hardly anything has to ask which. */
export type RedisClient = Redis | Cluster;
