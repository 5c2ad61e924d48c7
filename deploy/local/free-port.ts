import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const BETWEEN_TRIES_MS = 100;

/** Throws an error that names the part and the port unless the port is free. */
export async function requireFreePort(part: string, host: string, port: number): Promise<void> {
  try {
    await close(await listen(host, port));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} (${part}) is taken on ${host}; stop what uses it or choose --port-offset`,
        { cause: error },
      );
    }
    throw new Error(`Port ${port} (${part}) cannot be used on ${host}: ${code}`, { cause: error });
  }
}

export type NamedPort = { readonly name: string; readonly port: number };

/**
 * Throws an error that names all ports of the list that are taken.
 * @param withinMs how long to wait for them: a killed process keeps its ports for a moment
 */
export async function requireFreePorts(
  ports: readonly NamedPort[],
  host: string,
  withinMs = 0,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const checks = await Promise.allSettled(ports.map(({ name, port }) => requireFreePort(name, host, port)));
    const faults = checks.flatMap((check) => (check.status === 'rejected' ? [check.reason as Error] : []));
    if (faults.length === 0) return;
    if (Date.now() > deadline) throw new Error(faults.map(({ message }) => message).join('\n'));
    await delay(BETWEEN_TRIES_MS);
  }
}

/** Different ports that were free a moment ago. */
export async function freePorts(count: number, host = '127.0.0.1'): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(host, 0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

function listen(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
