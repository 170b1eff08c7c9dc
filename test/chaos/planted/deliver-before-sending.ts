import { plant } from './plant.ts';

// A delivery is done before it is sent.
plant(
  'src/notify/attempt.ts',
  '    const stopRenewing =',
  "    await store.saveDelivery(id, epoch, settle(record, { status: 'delivered', dueAt: undefined }, now), undefined);\n    const stopRenewing =",
);
