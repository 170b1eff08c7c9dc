import { plant } from './plant.ts';

// Events are recorded, and nobody is told to pass them on.
plant('src/adapters/redis/doors/lua.ts', "  redis.call('ZADD', outbox, now, id)\n", '');
