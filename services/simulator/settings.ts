/** What the simulator must know at start; everything else is in the scenario. */
import { readFileSync } from 'node:fs';

export interface SimulatorSettings {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Where webhooks go; undefined: nowhere until a scenario names an address. */
  webhookUrl: string | undefined;
  appSecret: string;
  /** Accepted bearer tokens; empty: any. */
  accessTokens: string[];
  /** Seed of scenarios that name none. */
  seed: number;
  /** The first scenario, as parsed JSON; undefined is the calm default without limits. */
  scenario: unknown;
  logLevel: string;
}

export const DEFAULT_SETTINGS: SimulatorSettings = {
  host: '127.0.0.1',
  port: 8090,
  webhookUrl: undefined,
  appSecret: 'app-secret-example',
  accessTokens: [],
  seed: 1,
  scenario: undefined,
  logLevel: 'info',
};

/** The variables that are read, as text or already parsed; README.md lists them. */
export interface SimulatorEnv {
  SIMULATOR_HOST?: string;
  SIMULATOR_PORT?: string | number;
  SIMULATOR_WEBHOOK_URL?: string;
  SIMULATOR_APP_SECRET?: string;
  SIMULATOR_ACCESS_TOKEN?: string;
  SIMULATOR_SEED?: string | number;
  SIMULATOR_SCENARIO?: string;
  LOG_LEVEL?: string;
}

/** Reads the SIMULATOR_* variables; throws one error that names every fault. */
export function readSimulatorSettings(env: SimulatorEnv): SimulatorSettings {
  const faults: string[] = [];
  const wholeNumber = (name: 'SIMULATOR_PORT' | 'SIMULATOR_SEED', fallback: number, max: number): number => {
    const value = env[name];
    if (value === undefined || value === '') return fallback;
    if (/^\d+$/.test(String(value)) && Number(value) <= max) return Number(value);
    faults.push(`${name}: expected a whole number up to ${max}, found ${JSON.stringify(value)}`);
    return fallback;
  };
  const settings: SimulatorSettings = {
    host: env.SIMULATOR_HOST || DEFAULT_SETTINGS.host,
    port: wholeNumber('SIMULATOR_PORT', DEFAULT_SETTINGS.port, 65_535),
    webhookUrl: env.SIMULATOR_WEBHOOK_URL || undefined,
    appSecret: env.SIMULATOR_APP_SECRET || DEFAULT_SETTINGS.appSecret,
    accessTokens: (env.SIMULATOR_ACCESS_TOKEN ?? '')
      .split(',')
      .map((token) => token.trim())
      .filter((token) => token !== ''),
    seed: wholeNumber('SIMULATOR_SEED', DEFAULT_SETTINGS.seed, 2 ** 31 - 1),
    scenario: readScenarioFile(env.SIMULATOR_SCENARIO, faults),
    logLevel: env.LOG_LEVEL || DEFAULT_SETTINGS.logLevel,
  };
  if (faults.length > 0) throw new Error(`The simulator's settings are wrong:\n  ${faults.join('\n  ')}`);
  return settings;
}

function readScenarioFile(path: string | undefined, faults: string[]): unknown {
  if (path === undefined || path === '') return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (error) {
    faults.push(`SIMULATOR_SCENARIO: ${path} cannot be read as JSON: ${(error as Error).message}`);
    return undefined;
  }
}
