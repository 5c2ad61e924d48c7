/** `wac campaigns start`: at once, or at a time, with an optional latest time. */
import { InvalidArgumentError, type Command } from 'commander';
import { readDate } from '../../domain/time/read-date.ts';
import { findCampaign, getCampaign } from '../../queries/campaigns/list-campaigns.ts';
import { windowText } from '../terminal/window-text.ts';
import type { WithSession } from '../with-session.ts';

type StartOptions = { at?: Date; latest?: Date };

const HELP = `
Times are ISO 8601; a time without an offset is in the time zone of this machine. If the system was down or its database was restored,
and the latest time has passed, the campaign is not started, and "wac campaigns show" says so. The default of --latest is one hour
after --at. "wac campaigns stop" cancels a scheduled start.

Examples:
  $ wac campaigns start Spring
  $ wac campaigns start Spring --at 2026-03-01T09:00 --latest 2026-03-01T10:30
  $ wac campaigns start Spring --latest 2026-03-01T10:30:00+01:00`;

export function addStartCommand(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('start')
    .description('start a campaign, or resume it where it stood; now or later')
    .argument('<campaign>', 'name or id')
    .option('--at <time>', 'start at this time, at most a year ahead', readTime)
    .option('--latest <time>', 'do not start after this time', readTime)
    .addHelpText('after', HELP)
    .action(
      withSession(async (session, reference: string, options: StartOptions) => {
        const { _id: id, name } = await getCampaign(await session.database(), reference);
        await session.send(id, {
          type: 'StartCampaign',
          notBefore: options.at?.getTime() ?? null,
          notAfter: options.latest?.getTime() ?? null,
        });
        const after = await findCampaign(await session.database(), id);
        const scheduled = after?.scheduledStart ?? null;
        const text = scheduled
          ? `starts ${windowText(scheduled)}; until then it is ${after?.status ?? 'off'}`
          : `is ${after?.status ?? 'deleted'}`;
        session.result(
          {
            id,
            name,
            status: after?.status ?? 'deleted',
            runId: after?.runId ?? null,
            ...(scheduled ? { scheduledStart: scheduled } : {}),
          },
          `${name} ${text}`,
        );
      }),
    );
}

function readTime(text: string): Date {
  const at = readDate(text, Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (at === null)
    throw new InvalidArgumentError(
      `Expected a time such as 2026-03-01T09:00 or 2026-03-01T09:00+01:00, found "${text}".`,
    );
  return new Date(at);
}
