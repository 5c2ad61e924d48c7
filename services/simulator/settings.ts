/** What the simulator must know at start; everything else is in the scenario. */
import { readFileSync } from 'node:fs';
import type { SimulatorOptions } from './arguments.ts';
import { readScenario } from './scenario/read-scenario.ts';
import type { ScenarioFolder } from './scenario/scenario-folder.ts';

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
  /** The scenarios that come along, for the page to choose from. */
  scenarios?: ScenarioFolder;
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
  /** A file with the secret; it wins over the variable. So does the next. */
  SIMULATOR_APP_SECRET_FILE?: string;
  SIMULATOR_ACCESS_TOKEN?: string;
  SIMULATOR_ACCESS_TOKEN_FILE?: string;
  SIMULATOR_SEED?: string | number;
  SIMULATOR_SCENARIO?: string;
  LOG_LEVEL?: string;
}

/** Reads options and, where one is absent, its variable; throws one `SettingsFault` that names every fault. */
export function readSimulatorSettings(
  env: SimulatorEnv,
  options: SimulatorOptions = {},
  scenarios?: ScenarioFolder,
): SimulatorSettings {
  const faults: string[] = [];
  const given = (option: keyof SimulatorOptions, variable: keyof SimulatorEnv): Given => {
    const typed = options[option];
    if (typed !== undefined) return { name: flagOf(option), value: typed.toString() };
    return { name: variable, value: String(env[variable] ?? '') };
  };
  const secret = (
    option: 'appSecret' | 'token',
    variable: 'SIMULATOR_APP_SECRET' | 'SIMULATOR_ACCESS_TOKEN',
  ): string => {
    const file = env[`${variable}_FILE`];
    if (options[option] !== undefined || !file) return given(option, variable).value;
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      faults.push(`${variable}_FILE: cannot be read (${(error as Error).message})`);
      return '';
    }
  };
  const wholeNumber = ({ name, value }: Given, fallback: number, max: number): number => {
    if (value === '') return fallback;
    if (/^\d+$/.test(value) && Number(value) <= max) return Number(value);
    faults.push(`${name}: expected a whole number up to ${max}, found ${JSON.stringify(value)}`);
    return fallback;
  };
  const settings: SimulatorSettings = {
    host: given('host', 'SIMULATOR_HOST').value || DEFAULT_SETTINGS.host,
    port: wholeNumber(given('port', 'SIMULATOR_PORT'), DEFAULT_SETTINGS.port, 65_535),
    webhookUrl: readUrl(given('webhookUrl', 'SIMULATOR_WEBHOOK_URL'), faults),
    appSecret: secret('appSecret', 'SIMULATOR_APP_SECRET') || DEFAULT_SETTINGS.appSecret,
    accessTokens: secret('token', 'SIMULATOR_ACCESS_TOKEN')
      .split(',')
      .map((token) => token.trim())
      .filter((token) => token !== ''),
    seed: wholeNumber(given('seed', 'SIMULATOR_SEED'), DEFAULT_SETTINGS.seed, 2 ** 31 - 1),
    scenario: readScenarioFile(given('scenario', 'SIMULATOR_SCENARIO'), scenarios, faults),
    logLevel: env.LOG_LEVEL || DEFAULT_SETTINGS.logLevel,
    ...(scenarios ? { scenarios } : {}),
  };
  if (faults.length > 0) throw new SettingsFault(faults);
  return settings;
}

export class SettingsFault extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The simulator's settings are wrong:\n  ${faults.join('\n  ')}`);
    this.faults = faults;
  }
}

/** A setting as text, and where it came from. */
interface Given {
  name: string;
  value: string;
}

/** webhookUrl → --webhook-url */
function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function readUrl({ name, value }: Given, faults: string[]): string | undefined {
  if (value === '') return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return value;
  faults.push(`${name}: expected an address with http:// or https://, found ${JSON.stringify(value)}`);
  return undefined;
}

/**
 * A path, or the name of a scenario that comes along; checked for its content too, so that every fault is
 * told at once.
 */
function readScenarioFile(
  { name, value }: Given,
  scenarios: ScenarioFolder | undefined,
  faults: string[],
): unknown {
  if (value === '') return undefined;
  const path = scenarios?.names().includes(value) ? scenarios.pathOf(value) : value;
  try {
    const document = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const reading = readScenario(document, { seed: DEFAULT_SETTINGS.seed });
    if (!reading.ok) faults.push(...reading.faults.map((fault) => `${name}: ${path}: ${fault}`));
    return document;
  } catch (error) {
    const names = scenarios ? ` (scenarios that come along: ${scenarios.names().join(', ')})` : '';
    faults.push(`${name}: ${path} cannot be read as JSON: ${(error as Error).message}${names}`);
    return undefined;
  }
}
