/** `wac campaigns watch`: live progress until the campaign stops or completes. */
import { fault } from '../../domain/fault.ts';
import { Refused } from '../../domain/refused.ts';
import { perMinute, withLook, type Look } from '../../queries/campaigns/measured-rate.ts';
import { progressLine, progressView } from './progress-line.ts';
import { isAtRest, readProgress, type Progress } from '../../queries/campaigns/read-progress.ts';
import type { Session } from '../session.ts';
import { showLive } from './show-live.ts';

/** @throws Refused when the campaign is deleted meanwhile */
export async function watchCampaign(session: Session, campaignId: string, name: string): Promise<void> {
  const database = await session.database();
  let looks: Look[] = [];
  const rateNow = (progress: Progress): number | null => {
    looks = withLook(looks, progress);
    return perMinute(looks);
  };
  const last = await showLive<{ progress: Progress; rate: number | null }>(
    session.io,
    `Campaign ${name}`,
    async () => {
      const progress = await readProgress(database, campaignId, new Date());
      if (!progress) {
        const message = `The campaign "${name}" was deleted.`;
        throw new Refused(message, [fault('resource.not.found', null, message)]);
      }
      const rate = rateNow(progress);
      return { value: { progress, rate }, text: progressLine(progress, rate), done: isAtRest(progress) };
    },
    // without a terminal the lines are the result; the last one is printed below
    ({ value, text, done }) => {
      if (!done) session.result(progressView(value.progress, value.rate), text);
    },
  );
  session.result(progressView(last.progress, last.rate), progressLine(last.progress, last.rate));
}
