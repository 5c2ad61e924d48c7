/**
 * Templates as campaigns refer to them: by the provider's id of a template of their integration's account, or
 * by name and language.
 */
import { collections, type CampaignDocument, type TemplateDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { TemplateOfAccount } from './find-campaigns.ts';

/** Accounts with the same template id there are none; languages of one name are a few dozen. */
const MAX_TEMPLATES = 100;
const MAX_INTEGRATIONS = 1_000;

/** `<name>:<language>`; null when a text is no such thing. */
export function nameAndLanguage(text: string): { name: string; language: string } | null {
  const [, name, language] = /^([a-z0-9_]{1,512}):([A-Za-z]{2,3}(?:_[A-Za-z0-9]{2,4})?)$/.exec(text) ?? [];
  return name === undefined || language === undefined ? null : { name, language };
}

/**
 * @param reference the provider's id, or `name:language`.
 * @returns null when the integration's account has none such
 */
export async function findContentTemplate(
  database: Database,
  integrationId: string,
  reference: string,
): Promise<TemplateDocument | null> {
  const integration = await database.of(collections.integrations).findOne({ _id: integrationId });
  if (!integration) return null;
  const { businessAccountId } = integration;
  const templates = database.of(collections.templates);
  const named = nameAndLanguage(reference);
  return named
    ? templates.findOne({ _id: `${businessAccountId}:${reference}` })
    : templates.findOne({ templateId: reference, businessAccountId });
}

/** Every template that a reference means, in any account. */
export async function templatesOfAccounts(
  database: Database,
  reference: string,
): Promise<TemplateOfAccount[]> {
  const integrations = await database
    .of(collections.integrations)
    .find({}, { projection: { businessAccountId: 1 }, hint: { name: 1, _id: 1 } })
    .limit(MAX_INTEGRATIONS)
    .toArray();
  const named = nameAndLanguage(reference);
  if (named) return [{ ...named, integrationIds: integrations.map(({ _id }) => _id) }];
  const found = await database
    .of(collections.templates)
    .find({ templateId: reference })
    .limit(MAX_TEMPLATES)
    .toArray();
  return found.map(({ name, language, businessAccountId }) => ({
    name,
    language,
    integrationIds: integrations
      .filter((one) => one.businessAccountId === businessAccountId)
      .map(({ _id }) => _id),
  }));
}

/** Campaign id → the provider's id of its template; what the account does not have (any more) is not there. */
export async function contentTemplateIds(
  database: Database,
  campaigns: ReadonlyArray<Pick<CampaignDocument, '_id' | 'integrationId' | 'template'>>,
): Promise<Map<string, string>> {
  const integrations = await database
    .of(collections.integrations)
    .find({ _id: { $in: [...new Set(campaigns.map(({ integrationId }) => integrationId))] } })
    .project<{ _id: string; businessAccountId: string }>({ businessAccountId: 1 })
    .toArray();
  const accounts = new Map(integrations.map(({ _id, businessAccountId }) => [_id, businessAccountId]));
  const keyOf = ({ integrationId, template }: (typeof campaigns)[number]): string =>
    `${accounts.get(integrationId) ?? ''}:${template.name}:${template.language}`;
  const templates = await database
    .of(collections.templates)
    .find({ _id: { $in: [...new Set(campaigns.map(keyOf))] } })
    .project<{ _id: string; templateId: string }>({ templateId: 1 })
    .toArray();
  const ids = new Map(templates.map(({ _id, templateId }) => [_id, templateId]));
  return new Map(
    campaigns.flatMap((campaign) => {
      const id = ids.get(keyOf(campaign));
      return id === undefined ? [] : [[campaign._id, id] as const];
    }),
  );
}
