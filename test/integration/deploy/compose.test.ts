/** docker-compose.yml as the reader of docker compose itself takes it (compose-go, built with Go). */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { goTool } from '../../../deploy/local/parts/go-tool.ts';

const COMPOSE = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';
const WITHIN_MS = 1_200_000;
const run = promisify(execFile);

type Model = { services: Record<string, { environment?: Record<string, string> }> };

let tool: string | undefined;
beforeAll(async () => void (tool = await goTool('compose', COMPOSE, { log: console.warn })), WITHIN_MS);

const withGo = (title: string, judge: (compose: string) => Promise<void>): void =>
  test(title, async () => {
    if (tool !== undefined) return judge(tool);
    console.warn(`not tried without Go: ${title}`);
  });

withGo('docker-compose.yml fits the Compose Specification', async (compose) => {
  const { stdout } = await run(compose, ['-format', 'json', 'docker-compose.yml']);
  const { services } = JSON.parse(stdout) as Model;
  expect(Object.keys(services)).toEqual(
    expect.arrayContaining(['kafka', 'mongo', 'sender', 'grafana', 'kafka-ui']),
  );
  expect(services['sender']?.environment?.['WHATSAPP_BASE_URL']).toBe('https://graph.facebook.com');
});

withGo('what the specification does not know is refused', async (compose) => {
  const folder = await mkdtemp(join(tmpdir(), 'compose-'));
  try {
    const path = join(folder, 'docker-compose.yml');
    await writeFile(
      path,
      (await readFile('docker-compose.yml', 'utf8')).replace('mem_limit: 2g', 'mem_limt: 2g'),
    );
    await expect(run(compose, [path])).rejects.toThrow(/mem_limt/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
