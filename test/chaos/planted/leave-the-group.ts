import { plant } from './plant.ts';

// A resource group of ours is said to be gone, and is not.
const sound = "if (group.provisioningState !== 'Deleting') {";
plant(
  'src/provisioning/steps/delete-resource-group.ts',
  sound,
  `if (group) return done('It is gone.');\n      ${sound}`,
);
