/**
 * The consequences for campaigns of the current state of their account's templates (A4): a template that is
 * broken, or does not fit any more, makes them invalid; one that is waiting holds them until it is approved
 * again. Repeats have no further effect.
 */
import { createHash } from 'node:crypto';
import type {
  CampaignDocument,
  IntegrationDocument,
  TemplateDocument,
} from '../../../schemas/collections.ts';
import type { InternalCommand, ProviderSignal } from '../../../schemas/types.ts';
import { internalCommandId } from '../../commands/execution/command-id.ts';
import { isActive } from '../../domain/campaign/campaign.ts';
import { accountScope, templateKeyOf } from '../../domain/provider/provider-scope.ts';
import { standingOf } from '../../domain/template/stored-template.ts';
import { templateBreakage, type FoundTemplate } from '../../domain/template/template-fit.ts';

const TEMPLATE_PAUSED = 132_015;

export type Consequences = { readonly commands: InternalCommand[]; readonly signals: ProviderSignal[] };

type Account = {
  readonly businessAccountId: string;
  readonly templates: readonly TemplateDocument[];
  /** Statuses before this refresh, by document id. */
  readonly statusBefore: ReadonlyMap<string, string>;
  readonly integrations: readonly IntegrationDocument[];
  readonly campaigns: readonly CampaignDocument[];
};

/**
 * @param now when the provider was asked: signals state what was true then
 * @param holdMs how long a hold lasts at most unless it is renewed; longer than the time to the next refresh
 */
export function consequencesOf(account: Account, now: Date, holdMs: number): Consequences {
  const { businessAccountId, templates, statusBefore, integrations, campaigns } = account;
  const commands = campaigns.flatMap((campaign) => {
    const integration = integrations.find(({ _id }) => _id === campaign.integrationId);
    if (!integration || campaign.status === 'invalid') return [];
    const template = foundTemplate(templates, campaign.template);
    const errors = templateBreakage(campaign.template, template, integration.endpoint ?? 'MESSAGES');
    if (errors.length === 0) return [];
    const cause = `template/${campaign._id}/${campaign.revision}/${errors.map(({ code, message }) => code + message).join('/')}`;
    return [
      {
        commandId: internalCommandId(createHash('sha256').update(cause).digest('hex').slice(0, 32)),
        subjectId: campaign._id,
        issuedAt: now.getTime(),
        issuedBy: 'campaigns',
        body: { type: 'InvalidateCampaign' as const, runId: null, errors },
      },
    ];
  });
  const about = { integrationId: accountScope(businessAccountId), at: now.getTime() };
  const inUse = ({ name, language }: TemplateDocument): boolean =>
    campaigns.some(
      ({ status, template }) => isActive(status) && template.name === name && template.language === language,
    );
  const signals = templates.flatMap((template): ProviderSignal[] => {
    const held = { scope: 'TEMPLATE', scopeKey: templateKeyOf(template.name, template.language) } as const;
    const before = statusBefore.get(template._id);
    if (standingOf(template) === 'waiting' && inUse(template))
      return [
        {
          ...about,
          body: {
            type: 'Hold',
            ...held,
            until: now.getTime() + holdMs,
            code: TEMPLATE_PAUSED,
            reason: `template ${template.status.toLowerCase()}`,
          },
        },
      ];
    if (standingOf(template) === 'usable' && before !== undefined && before !== template.status)
      return [
        {
          ...about,
          body: { type: 'Lift', ...held, reason: `template ${template.status.toLowerCase()}`, codes: [] },
        },
      ];
    return [];
  });
  return { commands, signals };
}

/** The account's template that a campaign names, and the languages in which the name exists. */
export function foundTemplate(
  templates: readonly TemplateDocument[],
  { name, language }: { name: string; language: string },
): FoundTemplate {
  const ofName = templates.filter((template) => template.name === name && template.status !== 'DELETED');
  return {
    stored: templates.find((template) => template.name === name && template.language === language) ?? null,
    languages: ofName.map((template) => template.language).sort(),
  };
}
