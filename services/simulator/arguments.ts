/**
 * The arguments of `wac simulator`: options that take precedence over the SIMULATOR_* variables, help, and
 * the bundled scenarios.
 */
import { Command, CommanderError } from 'commander';

/** Options as text; each wins over its variable. */
export interface SimulatorOptions {
  port?: string;
  host?: string;
  webhookUrl?: string;
  appSecret?: string;
  token?: string[];
  seed?: string;
  scenario?: string;
  printScenario?: string;
}

export type ReadArguments =
  | { kind: 'start'; options: SimulatorOptions }
  /** Print the text of this scenario and end. */
  | { kind: 'print'; scenario: string }
  /** Help was asked for (code 0) or the arguments are wrong (code 2); what is to be said was said. */
  | { kind: 'end'; code: 0 | 2 };

export interface Output {
  write(text: string): unknown;
}

/** `bundled`: names of the scenarios that are part of the package. */
export function readArguments(
  args: readonly string[],
  bundled: readonly string[],
  out: Output,
  err: Output,
): ReadArguments {
  const command = new Command('wac simulator')
    .description(
      'A stand-in for the WhatsApp Cloud API: real HTTP, seeded outcomes, signed webhooks, faults on call.',
    )
    .option('-p, --port <port>', 'port to listen on, 0 for a free one (SIMULATOR_PORT; default 8090)')
    .option('--host <address>', 'address to listen on (SIMULATOR_HOST; default 127.0.0.1)')
    .option(
      '-w, --webhook-url <url>',
      'where statuses and messages go (SIMULATOR_WEBHOOK_URL; default nowhere)',
    )
    .option(
      '-s, --scenario <name|file>',
      `${bundled.join(', ')}, or a JSON file (SIMULATOR_SCENARIO; default none: everything is accepted and read)`,
    )
    .option('--seed <number>', 'seed of a scenario that names none (SIMULATOR_SEED; default 1)')
    .option('--app-secret <secret>', 'signs webhooks (SIMULATOR_APP_SECRET; default app-secret-example)')
    .option(
      '--token <token>',
      'accept this access token only; may be repeated (SIMULATOR_ACCESS_TOKEN; default any)',
      (token: string, before: string[] = []) => [...before, token],
    )
    .option(
      '--print-scenario <name>',
      'print one of the scenarios that come along, to start your own from, and end',
    )
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .showHelpAfterError('(wac simulator --help tells the options)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void out.write(text), writeErr: (text) => void err.write(text) });
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { kind: 'end', code: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  const options = command.opts<SimulatorOptions>();
  if (options.printScenario !== undefined) return { kind: 'print', scenario: options.printScenario };
  return { kind: 'start', options };
}

const EXAMPLES = `
Examples:
  $ wac simulator
  $ wac simulator --port 9000 --webhook-url http://127.0.0.1:3000/webhook --scenario realistic --seed 7
  $ wac simulator --print-scenario hostile > mine.json && wac simulator --scenario mine.json

Point a client at the address instead of https://graph.facebook.com; /simulator is a page to watch and steer it.`;
