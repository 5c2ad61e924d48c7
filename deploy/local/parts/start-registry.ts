import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchRegistry } from './fetch-registry.ts';
import { requireFreePort } from '../free-port.ts';
import type { Part, PartOptions } from './part.ts';
import { requiredJava } from './required-tool.ts';
import { spawnChild } from '../spawn-child.ts';
import { answersOk, waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 90_000;
/** Small, and the quick compiler only: halves the CPU of booting, and a registry is asked a few times a day. */
const JVM_FLAGS = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-XX:TieredStopAtLevel=1'];

/**
 * Starts the schema registry (Apicurio, Confluent-compatible), its schemas in an H2 file; `url` is the base
 * that registry clients take. Ready when it lists subjects.
 */
export async function startRegistry(options: PartOptions): Promise<Part> {
  const { dataDir, port, host = '127.0.0.1' } = options;
  await requireFreePort('schema registry', host, port);
  const java = await requiredJava('the schema registry');
  const { folder, jar } = await fetchRegistry(options);

  const data = join(dataDir, 'registry');
  await mkdir(data, { recursive: true });
  const child = spawnChild({
    name: 'registry',
    command: java,
    args: [...JVM_FLAGS, ...settings(host, port, join(data, 'schemas')), '-jar', jar],
    cwd: folder,
    logFile: join(dataDir, 'logs', 'registry.log'),
    dataDir,
  });
  const url = `http://${host}:${port}/apis/ccompat/v7`;
  await waitUntilReady(child, READY_WITHIN_MS, () => answersOk(`${url}/subjects`), options.signal);
  return { ...child, port, url };
}

function settings(host: string, port: number, database: string): string[] {
  const properties = {
    'quarkus.http.host': host,
    'quarkus.http.port': port,
    // without it the schemas live in memory; no write delay: a registered id survives kill -9
    REGISTRY_DATASOURCE_URL: `jdbc:h2:file:${database};WRITE_DELAY=0`,
    // 20 connections by default
    'quarkus.datasource.jdbc.initial-size': 1,
    'quarkus.datasource.jdbc.min-size': 1,
    'quarkus.datasource.jdbc.max-size': 10,
  };
  return Object.entries(properties).map(([key, value]) => `-D${key}=${value}`);
}
