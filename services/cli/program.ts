/** The commands of `wac` and the options that all of them take. */
import { Command, Help, InvalidArgumentError, type Option } from 'commander';
import { addCampaignCommands } from './campaign-commands.ts';
import { addDeadLetterCommands } from './dead-letter-commands.ts';
import { addDoctorCommand } from './doctor/doctor-command.ts';
import { addDivisionCommands } from './access/division-commands.ts';
import { addAuditCommands } from './access/audit-commands.ts';
import { addEventCommands } from './event-commands.ts';
import { addAccessCommands } from './access/access-commands.ts';
import { addPeopleCommands } from './people-commands.ts';
import { addOptOutCommands } from './opt-out-commands.ts';
import { addWebhookCommands } from './webhook-commands.ts';
import { addDncCommands } from './dnc-commands.ts';
import { addFilterCommands } from './filter-commands.ts';
import { addImportCommands } from './import-commands.ts';
import { addIntegrationCommands } from './integrations/integration-commands.ts';
import { addListCommands } from './list-commands.ts';
import { addMessageCommands } from './message-commands.ts';
import { addSimulatorCommand } from './simulator-command.ts';
import { addTemplateCommands } from './template-commands.ts';
import { addSubscriptionCommands } from './subscriptions/subscription-commands.ts';
import { addTopCommand } from './top-command.ts';
import { withoutPasswords } from '../platform/process/without-passwords.ts';
import { startTracing, stopTracing } from '../platform/tracing/start-tracing.ts';
import { openSession, type CliIo, type GlobalOptions } from './session.ts';
import { terminalText } from './terminal/terminal-text.ts';
import type { WithSession } from './with-session.ts';

const EXAMPLES = `
Examples:
  $ wac lists import contacts.csv --name Customers --whatsapp-column phone --country US
  $ wac dnc import do-not-contact.csv --name Blocked --phone-column DNC_Home --phone-column DNC_Cell --country US
  $ wac campaigns create --name Spring --list Customers --whatsapp-column phone --integration "Main number" \\
      --template spring_offer:en_US --body first_name --rate 600 --dnc Blocked --sort amount:desc:numeric
  $ wac campaigns start Spring && wac campaigns watch Spring
  $ wac messages export --campaign Spring --format csv --out spring.csv
  $ wac simulator --webhook-url http://127.0.0.1:3000/webhook --scenario realistic

Exit codes: 0 ok, 1 unexpected, 2 wrong usage, 3 refused by the system, 4 timed out or unreachable.
Settings come from the environment (config/README.md); results go to standard output, messages to standard error.`;

const GLOBAL_OPTIONS = `
Options of every command: --json, --timeout, --kafka, --registry, --mongo, --database, --namespace (wac --help).`;

/** The environment of the command line: streams, settings, files. */
export type ProgramIo = CliIo & {
  /** Path of the simulator's built entry. */
  simulatorEntry: string;
};

export function createProgram(io: ProgramIo): Command {
  const program = new Command('wac')
    .description('WhatsApp campaigns from the command line.')
    .option('--kafka <brokers>', 'Kafka brokers as host:port,host:port (default: KAFKA_BROKERS)')
    .option('--registry <url>', 'schema registry (default: SCHEMA_REGISTRY_URL)')
    .option('--mongo <url>', 'MongoDB (default: MONGODB_URL)')
    .option('--database <name>', 'database (default: MONGODB_DATABASE)')
    .option('--namespace <prefix>', 'prefix of topics (default: NAMESPACE)')
    .option('--timeout <seconds>', 'how long to wait for an outcome', readSeconds, 30)
    .option('--json', 'results as JSON, one value a line')
    .addHelpText('after', EXAMPLES);
  const withSession: WithSession =
    (work) =>
    async (...args) => {
      const session = openSession(io, program.opts<GlobalOptions>());
      const { settings, log } = session.context;
      await startTracing('wac', settings);
      try {
        await work(session, ...args);
      } finally {
        await session.close();
        if (settings.tracing) await stopTracing(log);
      }
    };
  addListCommands(program, withSession);
  addImportCommands(program, withSession);
  addDncCommands(program, withSession);
  addFilterCommands(program, withSession);
  addIntegrationCommands(program, withSession);
  addCampaignCommands(program, withSession);
  addTemplateCommands(program, withSession);
  addMessageCommands(program, withSession);
  addDeadLetterCommands(program, withSession);
  addOptOutCommands(program, withSession);
  addPeopleCommands(program, withSession);
  addDivisionCommands(program, withSession);
  addAccessCommands(program, withSession);
  addWebhookCommands(program, withSession);
  addSubscriptionCommands(program, withSession);
  addAuditCommands(program, withSession);
  addEventCommands(program, withSession);
  addTopCommand(program, withSession);
  addDoctorCommand(program, withSession);
  addSimulatorCommand(program, io.simulatorEntry);
  settleAll(program, io);
  return program;
}

/**
 * Errors are thrown instead of ending the process, output goes to the given streams, and global options may
 * be anywhere.
 */
function settleAll(command: Command, io: CliIo): void {
  command.exitOverride();
  command.showSuggestionAfterError();
  if (command.parent) command.addHelpText('after', GLOBAL_OPTIONS);
  command.configureHelp({ optionDescription });
  command.configureOutput({
    writeOut: (text) => void io.out.write(terminalText(text)),
    writeErr: (text) => void io.err.write(terminalText(withoutPasswords(text))),
  });
  for (const sub of command.commands) settleAll(sub, io);
}

/** An empty default tells the reader nothing. */
function optionDescription(option: Option): string {
  const isEmpty = ['false', '""', '[]'].includes(JSON.stringify(option.defaultValue));
  return isEmpty ? option.description : new Help().optionDescription(option);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return seconds;
}
