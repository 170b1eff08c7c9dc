import { plant } from './plant.ts';

// Nobody looks for what was forgotten.
plant('src/engine/sweep.ts', 'for (const kind of kinds) {', 'for (const kind of kinds.slice(0, 0)) {');
