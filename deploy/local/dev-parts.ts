import { parseArgs } from 'node:util';
import { defaultPorts, startParts } from './parts/parts.ts';

/**
 * Keeps one set of parts running for developers: prints the exports with which `jest` uses them instead of
 * starting its own. `node dist/deploy/local/dev-parts.js --port-offset 10000 --data .data/dev-parts`
 */
const { values } = parseArgs({
  options: {
    'port-offset': { type: 'string', default: '10000' },
    data: { type: 'string', default: '.data/dev-parts' },
  },
});

const giveUp = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => giveUp.abort(new Error(`stopped by ${signal}`)));
}

try {
  const running = await startParts({
    dataDir: values.data,
    ports: defaultPorts(Number(values['port-offset'])),
    log: (line) => process.stderr.write(`${line}\n`),
    signal: giveUp.signal,
  });
  giveUp.signal.addEventListener('abort', () => void running.stop());
  process.stdout.write(`export TEST_KAFKA_BROKERS='${running.kafkaBrokers}'
export TEST_REGISTRY_URL='${running.registryUrl}'
export TEST_MONGODB_URL='${running.mongoUrl}'
`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
