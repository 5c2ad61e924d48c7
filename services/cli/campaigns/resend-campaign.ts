/** `wac campaigns resend`: who of an earlier run did not get it, counted, and a new run for just those. */
import type { Command } from 'commander';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { ResendKind } from '../../../schemas/types.ts';
import { getCampaign } from '../../queries/campaigns/list-campaigns.ts';
import { previewResend, type ResendPreview } from '../../queries/campaigns/preview-resend.ts';
import { collectWhole, readLimit } from '../arguments/arguments.ts';
import { UsageError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import { resendText } from '../terminal/resend-text.ts';
import { fields } from '../terminal/table.ts';
import type { WithSession } from '../with-session.ts';

type ResendOptions = {
  failed?: boolean;
  unknown?: boolean;
  never?: boolean;
  code?: number[];
  run?: number;
  dryRun?: boolean;
  yes?: boolean;
};

const HELP = `
Without --failed, --unknown or --never it only counts. A new run of the campaign begins for just those, and for nobody whom WhatsApp has
accepted a message for, in that run or a later one. Do-not-contact lists, opt-outs, filters and callable times are checked anew.
--unknown: it is not known whether they got the message. They may get it twice.

Examples:
  $ wac campaigns resend Spring
  $ wac campaigns resend Spring --failed --code 131026 --code 131049 --dry-run
  $ wac campaigns resend Spring --failed --never`;

export function addResendCommand(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('resend')
    .description('send again to just those who failed, whose outcome is unknown, or who were never reached')
    .argument('<campaign>', 'name or id')
    .option('--failed', 'WhatsApp refused the message, or did not deliver it')
    .option('--code <code>', 'of --failed only this WhatsApp error code (repeatable)', collectWhole)
    .option('--unknown', 'the message may have been sent: they may get it twice')
    .option('--never', 'the run was stopped before it came to them')
    .option('--run <number>', 'of this run (default: the latest that was not a resend)', readLimit)
    .option('--dry-run', 'count them and send nothing')
    .option('--yes', 'without asking')
    .addHelpText('after', HELP)
    .action(
      withSession(async (session, reference: string, options: ResendOptions) => {
        const kinds = kindsOf(options);
        const codes = options.code ?? [];
        if (codes.length > 0 && !options.failed) throw new UsageError('--code needs --failed');
        const database = await session.database();
        const campaign = await getCampaign(database, reference);
        const preview = await previewResend(database, campaign, options.run ?? null);
        if (kinds.length === 0 || options.dryRun) {
          showPreview(session, campaign, preview, kinds, codes);
          return;
        }
        const people = chosenOf(preview, kinds, codes);
        if (people === 0)
          throw new UsageError(
            `nobody of run ${preview.runNumber} is left for that; see wac campaigns resend ${reference}`,
          );
        await confirm(session, questionOf(campaign, preview, kinds, people), options.yes);
        const { runNumber } = preview;
        await session.send(campaign._id, {
          ...{ type: 'ResendCampaign', kinds, codes, runNumber },
          mayGetItTwice: kinds.includes('UNKNOWN'),
        });
        const after = await getCampaign(database, campaign._id);
        const { name, status, runId } = after;
        session.result(
          { id: campaign._id, name, status, runId, runNumber: after.runNumber, resend: after.resend ?? null },
          `${name} is ${status}: run ${after.runNumber} sends again to ${after.resend ? resendText(after.resend) : 'nobody'}`,
        );
      }),
    );
}

const kindsOf = ({ failed, unknown, never }: ResendOptions): ResendKind[] => [
  ...(failed ? (['FAILED'] as const) : []),
  ...(unknown ? (['UNKNOWN'] as const) : []),
  ...(never ? (['NEVER_REACHED'] as const) : []),
];

/** How many a resend is for, before filters and do-not-contact lists. */
function chosenOf(preview: ResendPreview, kinds: readonly ResendKind[], codes: readonly number[]): number {
  const failed =
    codes.length === 0
      ? preview.failed
      : codes.reduce((sum, code) => sum + (preview.failedBy[String(code)] ?? 0), 0);
  const counts = { FAILED: failed, UNKNOWN: preview.unknown, NEVER_REACHED: preview.neverReached };
  return kinds.reduce((sum, kind) => sum + counts[kind], 0);
}

function questionOf(
  campaign: CampaignDocument,
  { runNumber, unknown, neverReached }: ResendPreview,
  kinds: readonly ResendKind[],
  people: number,
): string {
  const parts = [`Send "${campaign.name}" again to ${counted(people, 'contact')} of run ${runNumber}`];
  if (kinds.includes('UNKNOWN') && unknown > 0)
    parts.push(`${counted(unknown, 'contact')} may have the message already and may get it twice`);
  if (!kinds.includes('NEVER_REACHED') && neverReached > 0)
    parts.push(
      `the run is not resumed afterwards: ${counted(neverReached, 'contact')} never reached stay for another resend`,
    );
  return parts.join('; ');
}

function showPreview(
  session: Session,
  { name }: CampaignDocument,
  preview: ResendPreview,
  kinds: readonly ResendKind[],
  codes: readonly number[],
): void {
  const { runNumber, contacts, failed, failedBy, unknown, neverReached, reached, skipped } = preview;
  const by = Object.entries(failedBy).sort(([, a], [, b]) => b - a);
  const chosen = kinds.length === 0 ? null : chosenOf(preview, kinds, codes);
  session.result(
    { campaign: name, ...preview, ...(chosen === null ? {} : { chosen }) },
    fields({
      ...{ campaign: name, run: runNumber, contacts, reached, skipped, failed },
      failedByCode: by.map(([code, count]) => `${code} ${count}`).join(', ') || '-',
      ...{ unknown, neverReached },
      ...(chosen === null ? {} : { wouldBeSentAgain: chosen }),
    }),
  );
}
