/**
 * `wac integrations show`: a number as registered, what the provider reports about it, and the state of
 * synchronisation.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import { effectivePerSecond } from '../../domain/provider/throughput.ts';
import { outlookText } from '../../domain/provider/people-outlook.ts';
import { readPeopleUse } from '../../queries/integrations/people-use.ts';
import { readIntegrationState } from '../../queries/integrations/integrations.ts';
import type { Session } from '../session.ts';
import { age, syncLine } from './sync-line.ts';
import { fields } from './table.ts';

export async function showIntegration(session: Session, integration: IntegrationDocument): Promise<void> {
  const { _id, businessAccountId, number, ...rest } = integration;
  const { templates, facts, pace } = await readIntegrationState(await session.database(), integration);
  const templatesKnown = templates?.succeededAt !== null && (templates?.count ?? 0) > 0;
  const now = new Date();
  const people = await readPeopleUse(await session.database(), integration, now);
  const held = (pace?.holds ?? []).filter(({ untilMs }) => untilMs > now.getTime());
  const most = effectivePerSecond(integration);
  const factor = pace?.factor ?? 1;
  session.result(
    {
      id: _id,
      businessAccountId,
      ...rest,
      number: number ?? null,
      effectivePerSecond: most,
      templatesKnown,
      templates: templates?.count ?? 0,
      templatesReadAt: templates?.succeededAt ?? null,
      templatesError: templates?.error ?? null,
      numberReadAt: facts?.succeededAt ?? null,
      numberError: facts?.error ?? null,
      rateFactor: factor,
      holds: held,
      peopleIn24Hours: people && { limit: people.limit, used: people.used },
    },
    fields({
      id: _id,
      name: integration.name,
      number: integration.displayPhoneNumber,
      phoneNumberId: integration.phoneNumberId,
      businessAccount: businessAccountId || '-',
      portfolio: integration.portfolioId || businessAccountId || '-',
      credentials: integration.credentials,
      state: integration.active ? 'active' : 'inactive',
      endpoint: endpointOf(integration),
      perSecond: `${most}${most < integration.messagesPerSecond ? ` (registered ${integration.messagesPerSecond}, ${number?.level} allows ${most})` : ''}${factor < 1 ? `; now ${Math.round(most * factor * 10) / 10}, because the provider reported too high throughput` : ''}`,
      level: number?.level ?? '-',
      quality: number?.qualityRating ?? '-',
      limitPer24h: number?.limitTier ?? '-',
      peopleIn24Hours: people ? outlookText({ ...people, restFrom: null }) : 'no limit known',
      numberFacts: syncLine(facts, now),
      templates: templatesKnown
        ? `${templates?.count} templates, ${syncLine(templates, now)}`
        : `not known, so campaigns are not checked: ${businessAccountId === '' ? 'no business account is registered' : templates?.succeededAt && !templates.error ? 'the account has none' : syncLine(templates, now)}`,
      held:
        held.map(({ reason, untilMs }) => `${reason}, for ${age(new Date(untilMs), now)}`).join('; ') || '-',
    }),
  );
}

function endpointOf({ endpoint, productPolicy, messageActivitySharing }: IntegrationDocument): string {
  if (endpoint !== 'MARKETING_MESSAGES') return 'messages';
  const sharing =
    messageActivitySharing === true
      ? 'activity is shared'
      : messageActivitySharing === false
        ? 'activity is not shared'
        : null;
  return [`marketing_messages (marketing templates only)`, productPolicy, sharing]
    .filter((line) => line !== null && line !== undefined)
    .join(', ');
}
