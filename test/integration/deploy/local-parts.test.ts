import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { freePorts, requireFreePort } from '../../../deploy/local/free-port.ts';
import { cachedFolder } from '../../../deploy/local/parts-cache.ts';
import { commandLine, isAlive } from '../../../deploy/local/process-list.ts';
import { requiredJava, requiredTool } from '../../../deploy/local/required-tool.ts';
import { stopLeftovers } from '../../../deploy/local/running-list.ts';
import { spawnService } from '../../../deploy/local/spawn-service.ts';
import { startMongo } from '../../../deploy/local/start-mongo.ts';
import { newTestDataDir } from '../../support/real-parts.ts';

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
