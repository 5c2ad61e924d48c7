/** `wac campaigns why`: why a campaign does not send now, or is slower than its rate. */
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { explainRate } from '../../queries/campaigns/explain-rate.ts';
import { namesOfLiveCampaigns } from '../../queries/campaigns/list-campaigns.ts';
import { readProgress } from '../../queries/campaigns/read-progress.ts';
import type { Session } from '../session.ts';
import { fields } from './table.ts';

export async function showWhy(session: Session, campaign: CampaignDocument): Promise<void> {
  const database = await session.database();
  const progress = await readProgress(database, campaign._id, new Date());
  if (!progress) return session.result({ id: campaign._id, reason: 'deleted' }, 'It was deleted just now.');
  const why = explainRate(progress);
  const live = await namesOfLiveCampaigns(database, campaign.integrationId);
  const beside = live.filter((name) => name !== campaign.name);
  const { status, limitPerMinute, ownPerMinute, nextSlotAt, callable } = progress;
  session.result(
    {
      ...{ id: campaign._id, name: campaign.name, status, ...why },
      ...{ limitPerMinute, ownPerMinute, nextMessage: nextSlotAt, callable, campaignsBeside: beside },
    },
    fields({
      campaign: `${campaign.name} (${status})`,
      why: `${why.text} [${why.reason}]`,
      saidBy: why.saidBy ?? '-',
      ends: why.endsAt?.toISOString() ?? '-',
      limit: `${limitPerMinute} a minute; its own rate is ${ownPerMinute}`,
      nextMessage: nextSlotAt?.toISOString() ?? '-',
      waitingForCallableTime: callable?.contacts ?? 0,
      sameNumber: beside.join(', ') || '-',
    }),
  );
}
