import { readFile, writeFile } from 'node:fs/promises';
import { buildOpenApi } from '../src/adapters/http/openapi/build.ts';
import { cniCatalogue } from '../src/provisioning/cni/index.ts';
import { cniSchema, orderSchema } from '../src/provisioning/order-schema.ts';

const file = new URL('../openapi/slipway.json', import.meta.url);

/** The API description as it is committed. */
export async function renderOpenApi(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  const catalogue = cniCatalogue();
  const document = await buildOpenApi({
    version: manifest.version,
    publicUrl: 'https://slipway.example.com',
    orderSchema: orderSchema(catalogue),
    cniSchema: cniSchema(catalogue),
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (import.meta.main) {
  const rendered = await renderOpenApi();
  if (!process.argv.includes('--check')) {
    await writeFile(file, rendered);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== rendered) {
    process.stderr.write('openapi/slipway.json is out of date: run node scripts/openapi.ts\n');
    process.exitCode = 1;
  }
}
