import { plant } from './plant.ts';

// A resource group of ours is said to be gone, and is not.
plant(
  'src/provisioning/steps/delete-resource-group.ts',
  "if (!memo['sent']) {",
  "if (!memo['sent']) return done('It is gone.');\n      if (!memo['sent']) {",
);
