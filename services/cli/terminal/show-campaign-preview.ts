/** The message that a contact would get, as text, or as the JSON that would be sent. */
import { maskPhoneId } from '../../domain/message/message.ts';
import type { CampaignPreview } from '../../queries/campaigns/preview-campaign.ts';
import type { Session } from '../session.ts';

export function showCampaignPreview(session: Session, preview: CampaignPreview): void {
  const { contactId, phoneId, endpoint, rendered, lines, warnings, request } = preview;
  for (const warning of warnings) session.say(`warning: ${warning}`);
  session.say(`contact ${contactId}, to ${phoneId === null ? 'nobody' : maskPhoneId(phoneId)}`);
  session.result({ contactId, endpoint, rendered, request }, lines.join('\n'));
}
