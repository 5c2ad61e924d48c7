/** `wac campaigns copy`: creates a campaign like an existing one. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { defaultAmbiguity } from '../../domain/campaign/ambiguity.ts';
import { getCampaign } from '../../queries/campaigns/list-campaigns.ts';
import type { WithSession } from '../with-session.ts';

export function addCopyCommand(campaigns: Command, withSession: WithSession): void {
  campaigns
    .command('copy')
    .description('copy a campaign; the copy is off and starts from the first contact')
    .argument('<campaign>', 'name or id')
    .requiredOption('--name <name>', 'name of the copy')
    .addHelpText(
      'after',
      '\nExample:\n  $ wac campaigns copy Spring --name Summer && wac campaigns update Summer --rate 1200',
    )
    .action(
      withSession(async (session, reference: string, { name }: { name: string }) => {
        const campaign = await getCampaign(await session.database(), reference);
        const id = randomUUID();
        await session.send(id, {
          type: 'CreateCampaign',
          name,
          divisionId: campaign.divisionId,
          contactListId: campaign.contactListId,
          whatsappColumn: campaign.whatsappColumn,
          integrationId: campaign.integrationId,
          messagesPerMinute: campaign.messagesPerMinute,
          template: campaign.template,
          dncListIds: campaign.dncListIds,
          contactListFilterIds: campaign.contactListFilterIds,
          contactSorts: campaign.contactSorts,
          alwaysRunning: campaign.alwaysRunning,
          ambiguity: campaign.ambiguity ?? defaultAmbiguity,
          callableTimes: campaign.callableTimes ?? null,
        });
        session.result({ id, name, status: 'off', copyOf: campaign._id }, `campaign ${id}`);
      }),
    );
}
