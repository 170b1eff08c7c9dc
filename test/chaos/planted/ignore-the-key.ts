import { plant } from './plant.ts';

// An Idempotency-Key is not read.
plant('src/adapters/http/request/idempotency.ts', 'if (header === undefined) return {};', 'return {};');
