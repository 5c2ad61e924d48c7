/**
 * `npm run fuzz`: Schemathesis makes requests of what our own OpenAPI document says, and others that it forbids, against the running API
 * with the processes that decide its commands. No answer may be a 5xx, and every answer must be as documented.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { projectRoot } from '../../deploy/local/project-root.ts';
import { startImporter } from '../../services/importer/handler.ts';
import { openCampaignsApi } from '../support/campaigns-api.ts';
import { startTestParts } from '../support/real-parts.ts';
import { withIds, type OpenApiDocument } from './fuzzed-document.ts';
import { runProgram, schemathesis } from './schemathesis.ts';
import { makeThings } from './things.ts';

const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'response_headers_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'ignored_auth',
];

const options = new Command('npm run fuzz --')
  .description('Fuzzes the HTTP API by its own OpenAPI document.')
  .option('--seconds <n>', 'how long', wholeNumber, 300)
  .option('--seed <n>', 'to see a run again', wholeNumber, Date.now() % 1_000_000)
  .option('--only <pattern>', 'paths that match a regular expression')
  .parse()
  .opts<{ seconds: number; seed: number; only?: string }>();

process.exitCode = await main();

async function main(): Promise<number> {
  const found = await schemathesis();
  if ('lacking' in found) {
    process.stderr.write(`The API is not fuzzed: Schemathesis cannot be installed (${found.lacking}).\n`);
    return 0;
  }
  const parts = await startTestParts();
  Object.assign(process.env, parts.env);
  try {
    return await fuzz(found.program);
  } finally {
    await parts.stop();
  }
}

async function fuzz(program: string): Promise<number> {
  const { campaigns, api, url } = await openCampaignsApi({
    API_REQUESTS_PER_MINUTE: '1000000',
    SUBSCRIPTION_KEY: 'only-for-fuzzing-0123456789abcdef0123456789',
    LOG_LEVEL: 'error',
  });
  try {
    await campaigns.system.start('importer', startImporter);
    const token = await api.tokenWith(['*']);
    const things = await makeThings(api, campaigns, token);
    const document = (await api.call('GET', '/api/v2/openapi.json')).json as OpenApiDocument;
    const folder = join(projectRoot(), '.cache', 'fuzz');
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'openapi.json');
    await writeFile(file, JSON.stringify(withIds(document, things)));
    return await runProgram(
      program,
      [
        ...['--config-file', join(projectRoot(), 'test', 'fuzz', 'schemathesis.toml')],
        ...['run', file, '--url', url, '--header', `Authorization: Bearer ${token}`],
        ...['--checks', CHECKS.join(','), '--phases', 'coverage,fuzzing', '--seed', String(options.seed)],
        ...['--max-time', String(options.seconds), '--request-timeout', '20', '--continue-on-failure'],
        ...['--suppress-health-check', 'all', '--warnings', 'off', '--workers', '1'],
        // streams without an end
        ...['--exclude-path', '/api/v2/notifications/stream'],
        ...(options.only === undefined ? [] : ['--include-path-regex', options.only]),
      ],
      folder,
    );
  } finally {
    await campaigns.system.close();
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is expected');
  return value;
}
