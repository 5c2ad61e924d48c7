/**
 * `wac integrations confirm-restore`: lets a number send again that is held because the database and Kafka do
 * not have the same history.
 */
import type { Command } from 'commander';
import type { IntegrationDocument, PaceDocument } from '../../../schemas/collections.ts';
import { UsageError } from '../exit-codes.ts';
import { namesOfLiveCampaigns } from '../../queries/campaigns/list-campaigns.ts';
import { findPace, getIntegration } from '../../queries/integrations/integrations.ts';
import type { WithSession } from '../with-session.ts';

const HELP = `
After a restore of an old copy nobody in the database knows who was messaged since: what goes on may message people a second time. Stop
the campaigns that must not ("wac campaigns stop"), compare with the provider, then confirm. Without --yes this only tells why
the number is held and which campaigns would go on. docs/operations.md, "Backup and restore", has the steps.

Example:
  $ wac integrations confirm-restore "Main number"
  $ wac integrations confirm-restore "Main number" --yes`;

export function addConfirmRestore(integrations: Command, withSession: WithSession): void {
  integrations
    .command('confirm-restore')
    .description('let a number that is held after a restore send again')
    .argument('<integration>', 'name or id')
    .option('--yes', 'yes, people may get a message twice')
    .addHelpText('after', HELP)
    .action(
      withSession(async (session, reference: string, options: { yes?: boolean }) => {
        const database = await session.database();
        const { _id: id, name } = await getIntegration(database, reference);
        const pace = await findPace(database, id);
        const mismatch = pace?.fence?.mismatch ?? null;
        if (!mismatch) {
          session.result({ id, name, held: null }, `${name} is not held for a restore`);
          return;
        }
        const names = await namesOfLiveCampaigns(database, id);
        if (!options.yes) {
          session.say(`${name} is held since ${mismatch.since.toISOString()}: ${mismatch.reason}.`);
          session.say(
            names.length > 0
              ? `These campaigns would continue from their state in this database: ${names.join(', ')}.`
              : 'None of its campaigns is on.',
          );
          throw new UsageError('nothing was confirmed; use --yes to let the number send');
        }
        await session.send(id, { type: 'ConfirmRestore', found: mismatch.found });
        session.result(
          {
            id,
            name,
            held: { reason: mismatch.reason, since: mismatch.since },
            confirmed: true,
            campaigns: names,
          },
          `${name} continues within seconds${names.length > 0 ? `: ${names.join(', ')}` : ''}`,
        );
      }),
    );
}

/** The state of a number, in a word. */
export function stateOfNumber(integration: IntegrationDocument, fence: PaceDocument['fence']): string {
  const mismatch = fence?.mismatch ?? null;
  if (mismatch && integration.confirmedRestore?.found !== mismatch.found)
    return 'held: wac integrations confirm-restore';
  return integration.active ? 'active' : 'inactive';
}
