import { plant } from './plant.ts';

// A job ends without a word.
plant('src/engine/finish.ts', '    events,\n', '    events: [],\n');
