/**
 * Loaded into the process of each test file. A handle that was left open would keep it, and with it the whole run, alive
 * for ever: Node's own `--test-timeout` sees tests only.
 */
const minutes = Number(process.env['TEST_FILE_MINUTES']);
setTimeout(() => {
  const open = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`${process.argv[1]} has not ended within ${minutes} minutes. What keeps it: ${open}\n`);
  process.exit(1);
}, minutes * 60_000).unref();
