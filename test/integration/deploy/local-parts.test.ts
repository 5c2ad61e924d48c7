import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePorts, requireFreePort, requireFreePorts } from '../../../deploy/local/free-port.ts';
import { cachedFolder } from '../../../deploy/local/parts/parts-cache.ts';
import { commandLine, isAlive } from '../../../deploy/local/process-list.ts';
import { requiredJava, requiredTool } from '../../../deploy/local/parts/required-tool.ts';
import { stopLeftovers } from '../../../deploy/local/running-list.ts';
import { spawnService } from '../../../deploy/local/spawn-service.ts';
import { startMongo } from '../../../deploy/local/parts/start-mongo.ts';
import { restartable } from '../../../deploy/local/parts/part.ts';
import { systemPorts } from '../../../deploy/local/start-system.ts';
import { supervise } from '../../../deploy/local/supervise.ts';
import { wipeData } from '../../../deploy/local/wipe-data.ts';
import { newTestDataDir } from '../../support/real-parts.ts';
import { until } from '../../support/test-system.ts';

const environment = { ...process.env };
let dataDir: string;

beforeEach(async () => {
  dataDir = await newTestDataDir();
});

afterEach(async () => {
  process.env = { ...environment };
  await rm(dataDir, { recursive: true, force: true });
});

describe('ports', () => {
  it('a taken port is an error that names the part and the port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const start = startMongo({ dataDir, port });
    await expect(start).rejects.toThrow(`Port ${port} (MongoDB) is taken on 127.0.0.1`);
    await new Promise((resolve) => server.close(resolve));
    await expect(requireFreePort('MongoDB', '127.0.0.1', port)).resolves.toBeUndefined();
  });
});

describe('tools', () => {
  it('a missing tool is an error that says what to install', () => {
    process.env.PATH = dataDir;
    expect(() => requiredTool('mvn', 'fetching Kafka')).toThrow(/mvn is not on PATH.*apt-get install maven/);
  });

  it('a Java that is too old is an error that says which was found', async () => {
    await writeFile(join(dataDir, 'java'), '#!/bin/sh\necho \'openjdk version "11.0.24" 2024-07-16\' >&2\n');
    await chmod(join(dataDir, 'java'), 0o755);
    delete process.env.JAVA_HOME;
    process.env.PATH = `${dataDir}:${process.env.PATH}`;
    await expect(requiredJava('Kafka')).rejects.toThrow(/Kafka needs Java 17 or newer, .* is Java 11/);
  });
});

describe('cache of downloaded parts', () => {
  beforeEach(() => {
    process.env.PARTS_CACHE = join(dataDir, 'cache');
  });

  it('an interrupted download leaves nothing that the next start would take for whole', async () => {
    const interrupted = cachedFolder('part-1', async (folder) => {
      await writeFile(join(folder, 'half'), '');
      throw new Error('connection lost');
    });
    await expect(interrupted).rejects.toThrow('connection lost');
    const folder = await cachedFolder('part-1', (filling) => writeFile(join(filling, 'whole'), ''));
    expect(await readdir(folder)).toEqual(['whole']);
    expect(await readdir(join(dataDir, 'cache'))).toEqual(['part-1']);
  });

  it('two starts at once download once', async () => {
    let downloads = 0;
    const fill = async (folder: string): Promise<void> => {
      downloads += 1;
      await writeFile(join(folder, 'whole'), '');
    };
    const [one, other] = await Promise.all([cachedFolder('part-2', fill), cachedFolder('part-2', fill)]);
    expect(one).toBe(other);
    expect(downloads).toBe(1);
  });

  it('the lock of a killed download does not hold up the next start', async () => {
    await mkdir(join(dataDir, 'cache'));
    await writeFile(join(dataDir, 'cache', 'part-3.lock'), String(await pidOfEnded()));
    await cachedFolder('part-3', (folder) => writeFile(join(folder, 'whole'), ''));
    expect(existsSync(join(dataDir, 'cache', 'part-3', 'whole'))).toBe(true);
  });
});

describe('leftovers of a killed launcher', () => {
  it('are ended, but not a stranger who got the same process id', async () => {
    const [ours, stranger] = [sleeper(), sleeper()];
    await writeFile(
      join(dataDir, 'pids.json'),
      JSON.stringify({
        launcher: { name: 'launcher', pid: await pidOfEnded(), commandLine: 'node launch.js' },
        children: [
          { name: 'kafka', pid: ours.pid, commandLine: commandLine(ours.pid!) },
          { name: 'mongo', pid: stranger.pid, commandLine: 'mongod --dbpath somewhere' },
        ],
      }),
    );
    expect(await stopLeftovers(dataDir)).toEqual(['kafka']);
    expect(isAlive(ours.pid!)).toBe(false);
    expect(isAlive(stranger.pid!)).toBe(true);
    stranger.kill('SIGKILL');
  });

  it('that let go of their command line before their ports are waited for', async () => {
    const [port = 0] = await freePorts(1);
    // as a process that is being torn down: it is there, has no command line, and listens
    const dying = spawn(process.execPath, ['-e', DYING, String(port)], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await new Promise((resolve) => dying.stdout.once('data', resolve));
    await writeFile(
      join(dataDir, 'pids.json'),
      JSON.stringify({
        launcher: { name: 'launcher', pid: await pidOfEnded(), commandLine: 'node launch.js' },
        children: [{ name: 'mongo', pid: dying.pid, commandLine: commandLine(dying.pid!) }],
      }),
    );
    await stopLeftovers(dataDir);
    expect(isAlive(dying.pid!)).toBe(false);
    await requireFreePorts([{ name: 'MongoDB', port }], '127.0.0.1', 10_000);
  });

  it('a data folder whose launcher lives is refused', async () => {
    const launcher = sleeper();
    const line = commandLine(launcher.pid!);
    await writeFile(
      join(dataDir, 'pids.json'),
      JSON.stringify({ launcher: { name: 'launcher', pid: launcher.pid, commandLine: line }, children: [] }),
    );
    await expect(stopLeftovers(dataDir)).rejects.toThrow(`is in use by process ${launcher.pid}`);
    launcher.kill('SIGKILL');
  });
});

describe('MongoDB', () => {
  it('keeps its data over a kill and a start on another port', async () => {
    const [port = 0, movedTo = 0] = await freePorts(2);
    const first = await startMongo({ dataDir, port, quickBoot: true });
    await usingClient(first.url, (client) => client.db('test').collection('kept').insertOne({ word: 'yes' }));
    first.kill('SIGKILL');
    await first.ended;

    const second = await startMongo({ dataDir, port: movedTo, quickBoot: true });
    const kept = await usingClient(second.url, (client) => client.db('test').collection('kept').findOne());
    expect(kept).toMatchObject({ word: 'yes' });
    await second.stop();
    expect(JSON.parse(await readFile(join(dataDir, 'pids.json'), 'utf8'))).toMatchObject({ children: [] });
  });

  it('that cannot start shows the end of its log', async () => {
    const [port = 0] = await freePorts(1);
    process.env.MONGOD_BINARY = join(dataDir, 'mongod');
    await writeFile(process.env.MONGOD_BINARY, '#!/bin/sh\necho the disk is full\nexit 14\n');
    await chmod(process.env.MONGOD_BINARY, 0o755);
    await expect(startMongo({ dataDir, port, quickBoot: true })).rejects.toThrow(
      /mongo ended with exit code 14.*the disk is full/s,
    );
  });
});

describe('a service of ours', () => {
  it('is another process after kill -9 and restart, with the same settings', async () => {
    const [port = 0] = await freePorts(1);
    const entry = join(dataDir, 'service.cjs');
    await writeFile(
      entry,
      `require('node:http').createServer((_, answer) => answer.end(process.env.GREETING)).listen(${port}, '127.0.0.1')`,
    );
    const readyUrl = `http://127.0.0.1:${port}/ready`;
    const service = await spawnService({
      name: 'greeter',
      entry,
      env: { GREETING: 'hello' },
      readyUrl,
      dataDir,
    });
    const { pid } = service;
    service.kill('SIGKILL');
    expect(await service.ended).toEqual({ code: null, signal: 'SIGKILL' });

    await service.restart();
    expect(service.pid).not.toBe(pid);
    expect(await (await fetch(readyUrl)).text()).toBe('hello');
    await service.stop();
    expect(isAlive(service.pid)).toBe(false);
  });
});

describe('a fresh start', () => {
  it('wipes what starts have made, and refuses a folder with anything else before it removes a thing', async () => {
    await mkdir(join(dataDir, 'mongo'));
    await writeFile(join(dataDir, 'mongo', 'data'), '');
    await writeFile(join(dataDir, 'thesis.doc'), '');
    await expect(wipeData(dataDir)).rejects.toThrow(/no start has made: thesis\.doc/);
    expect(existsSync(join(dataDir, 'mongo', 'data'))).toBe(true);
    await rm(join(dataDir, 'thesis.doc'));
    await wipeData(dataDir);
    expect(await readdir(dataDir)).toEqual([]);
    await wipeData(join(dataDir, 'absent'));
  });

  it('leaves the data alone while somebody uses them, and while a port is taken', async () => {
    const user = sleeper();
    const line = commandLine(user.pid!);
    await mkdir(join(dataDir, 'mongo'));
    const pids = JSON.stringify({
      launcher: { name: 'launcher', pid: user.pid, commandLine: line },
      children: [],
    });
    await writeFile(join(dataDir, 'pids.json'), pids);
    const offset = await offsetWithTakenPort();
    const used = await freshStart(offset.offset);
    expect(used.said).toContain(`is in use by process ${user.pid}`);
    expect(existsSync(join(dataDir, 'mongo'))).toBe(true);
    user.kill('SIGKILL');
    await rm(join(dataDir, 'pids.json'));
    const taken = await freshStart(offset.offset);
    expect(taken.said).toContain(`Port ${offset.port} (api) is taken`);
    expect(existsSync(join(dataDir, 'mongo'))).toBe(true);
    expect([used.code, taken.code]).toEqual([1, 1]);
    await new Promise((resolve) => offset.server.close(resolve));
  });
});

describe('a part that dies', () => {
  it('is started again, with its data, and that is said', async () => {
    const [port = 0] = await freePorts(1);
    const mongo = await restartable(() => startMongo({ dataDir, port, quickBoot: true }));
    await usingClient(mongo.url, (client) => client.db('test').collection('kept').insertOne({ word: 'yes' }));
    const lines: string[] = [];
    const end = supervise([mongo], (line) => lines.push(line));
    mongo.kill('SIGKILL');
    await until('it is up again', () => lines.includes('mongo is up again'));
    expect(lines[0]).toMatch(/^mongo ended \(SIGKILL\); starting it again in 0\.5 s \(log: .*mongo\.log\)$/);
    const kept = await usingClient(mongo.url, (client) => client.db('test').collection('kept').findOne());
    expect(kept).toMatchObject({ word: 'yes' });
    end();
    await mongo.stop();
  });
});

/** Listens on a port of its argument, and takes a while to end. */
const DYING = `
require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1', () => console.log('up'));
process.on('SIGTERM', () => { process.title = ''; setTimeout(() => process.exit(), 1_500); });
`;

/** \`npm start -- --fresh\` on our data folder. */
async function freshStart(portOffset: number): Promise<{ code: number | null; said: string }> {
  const launch = `import('./dist/deploy/local/launch.js').then(({ launch }) => launch(${JSON.stringify({
    exit: true,
    fresh: true,
    sample: false,
    portOffset,
    data: dataDir,
  })}))`;
  const child = spawn(process.execPath, ['-e', launch], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

/** An offset at which the port of the api is taken. */
async function offsetWithTakenPort(): Promise<{ offset: number; port: number; server: Server }> {
  const api = systemPorts(0).find(({ name }) => name === 'api')?.port ?? 0;
  for (let offset = 20_000; ; offset += 100) {
    const server = createServer();
    const port = api + offset;
    const listens = new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (await listens) return { offset, port, server };
  }
}

function sleeper(): ChildProcess {
  return spawn('sleep', ['600'], { stdio: 'ignore' });
}

/** A process id that was in use a moment ago and is not now. */
async function pidOfEnded(): Promise<number> {
  const child = spawn('true');
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid!;
}

async function usingClient<T>(url: string, use: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(url);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
