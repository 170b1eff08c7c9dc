import { plant } from './plant.ts';

// The name of a cluster that is gone stays taken.
plant('src/adapters/redis/doors/save.ts', "redis.call('DEL', KEYS[6])", '');
