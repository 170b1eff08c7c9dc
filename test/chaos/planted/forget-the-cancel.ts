import { plant } from './plant.ts';

// A cancel is acknowledged and written where nobody reads it.
plant('src/adapters/redis/doors/signal.ts', "'HSETNX', KEYS[1], 'signal:'", "'HSETNX', KEYS[1], 'said:'");
