/** One run of the simulator's command: arguments in; a running simulator, or the exit code, out. */
import { readFileSync } from 'node:fs';
import { EnvironmentFault } from '../../config/env.ts';
import { readArguments, type Output } from './arguments.ts';
import { createSimulator, type Simulator } from './create-simulator.ts';
import type { ScenarioFolder } from './scenario/scenario-folder.ts';
import {
  readSimulatorSettings,
  SettingsFault,
  type SimulatorEnv,
  type SimulatorSettings,
} from './settings.ts';

/** Wrong arguments, settings or scenario, or the port is taken. */
const WRONG_USAGE = 2;

export interface CommandIo {
  out: Output & { isTTY?: boolean };
  err: Output;
  env: () => SimulatorEnv;
  scenarios: ScenarioFolder;
}

export type SimulatorRun = { kind: 'running'; simulator: Simulator } | { kind: 'ended'; code: number };

export async function runSimulator(args: readonly string[], io: CommandIo): Promise<SimulatorRun> {
  const read = readArguments(args, io.scenarios.names(), io.out, io.err);
  if (read.kind === 'end') return { kind: 'ended', code: read.code };
  if (read.kind === 'print') return printScenario(read.scenario, io);
  try {
    const settings = readSimulatorSettings(io.env(), read.options, io.scenarios);
    // on a terminal there is a greeting, and only what goes wrong besides; logs are for machines
    const simulator = createSimulator(
      io.out.isTTY && settings.logLevel === 'info' ? { ...settings, logLevel: 'warn' } : settings,
    );
    const address = await simulator.listen();
    if (io.out.isTTY) io.out.write(greeting(address, settings));
    return { kind: 'running', simulator };
  } catch (error) {
    const told = tellable(error);
    if (told === undefined) throw error;
    io.err.write(`wac simulator: ${told}\n`);
    return { kind: 'ended', code: WRONG_USAGE };
  }
}

function printScenario(name: string, io: CommandIo): SimulatorRun {
  if (!io.scenarios.names().includes(name)) {
    io.err.write(
      `wac simulator: no scenario ${name} comes along; there are ${io.scenarios.names().join(', ')}\n`,
    );
    return { kind: 'ended', code: WRONG_USAGE };
  }
  io.out.write(readFileSync(io.scenarios.pathOf(name), 'utf8'));
  return { kind: 'ended', code: 0 };
}

/** What went wrong in words for the one who typed, or undefined for a defect of ours. */
function tellable(error: unknown): string | undefined {
  if (error instanceof SettingsFault || error instanceof EnvironmentFault) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} on ${address} is taken; choose another with --port (0 takes a free one)`;
    case 'EACCES':
      return `port ${port} on ${address} may not be used by this user; choose one above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine has no address ${address ?? 'as given by --host'}; see --host`;
    default:
      return undefined;
  }
}

function greeting(address: string, settings: SimulatorSettings): string {
  const { name } = (settings.scenario ?? {}) as { name?: string };
  const rows = [
    ['page', `${address}/simulator`],
    [
      'scenario',
      name ??
        (settings.scenario === undefined
          ? 'none: everything is accepted, delivered and mostly read'
          : 'unnamed'),
    ],
    ['webhook', settings.webhookUrl ?? 'none: statuses are recorded only (--webhook-url)'],
    [
      'tokens',
      settings.accessTokens.length === 0 ? 'any bearer token' : `${settings.accessTokens.length} accepted`,
    ],
  ];
  const lines = rows.map(([what, value]) => `  ${what?.padEnd(9)} ${value}`);
  return `WhatsApp Cloud API simulator at ${address}\n${lines.join('\n')}\nCtrl-C ends it.\n`;
}
