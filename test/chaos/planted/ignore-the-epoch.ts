import { plant } from './plant.ts';

// Whoever renews, saves or ends a job is believed, though another worker holds it by now.
plant(
  'src/adapters/redis/doors/save.ts',
  "if held[1] ~= ARGV[2] or tonumber(held[2]) == 0 then return {'lost'} end",
  '',
  2,
);
plant(
  'src/adapters/redis/doors/claim.ts',
  "if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[2] or tonumber(redis.call('HGET', KEYS[1], 'lease')) == 0 then return 0 end",
  '',
);
