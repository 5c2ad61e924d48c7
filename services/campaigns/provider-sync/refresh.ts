/**
 * Refreshes one copy of provider data: an account's templates, with the consequences for campaigns, or the
 * status of a number.
 */
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import type { GraphApi, GraphFault } from './graph-api.ts';
import { mergeTemplates } from './merge-templates.ts';
import { NUMBER_FIELDS, readNumberFacts } from './read-number-facts.ts';
import { readTemplatePage, type ListedTemplate } from './read-templates.ts';
import {
  findActiveIntegration,
  findActiveIntegrations,
  findCampaignsOfIntegrations,
  findTemplates,
  noteNumberFacts,
  putTemplates,
} from './sync-store.ts';
import { consequencesOf } from '../commands/template-consequences.ts';

const TEMPLATE_FIELDS = 'id,name,language,status,category,parameter_format,components,quality_score';
const PAGE = '200';
/** An account may have at most 6,000 templates; a listing without an end is a fault. */
const MAX_PAGES = 60;
const MAX_UNREADABLE = 20;
/** For all pages together; the lease and the watchdog allow a little more. */
const MAX_LISTING_MS = 90_000;

export type RefreshParts = {
  readonly database: Database;
  readonly producer: Producer;
  readonly api: GraphApi;
  readonly accessTokens: ReadonlyMap<string, string>;
  /** How long a hold for a template lasts unless it is renewed. */
  readonly holdMs: number;
};

export type Refreshed =
  | {
      readonly ok: true;
      readonly count: number;
      readonly unreadable: readonly string[];
      readonly usedPercent: number;
      readonly again: boolean;
    }
  | { readonly ok: false; readonly fault: GraphFault };

export async function refreshTemplates(parts: RefreshParts, businessAccountId: string): Promise<Refreshed> {
  const { database, producer, api, holdMs } = parts;
  const integrations = await findActiveIntegrations(database, businessAccountId);
  const token = tokenOf(parts, integrations);
  if (typeof token !== 'string') return { ok: false, fault: token };
  /** The listing is true as of this time: a refusal in the meantime is newer. */
  const askedAt = new Date();
  const listing = await listTemplates(api, businessAccountId, token);
  if ('fault' in listing) return { ok: false, fault: listing.fault };
  const stored = await findTemplates(database, businessAccountId);
  const { templates, unreadable, usedPercent } = listing;
  if (templates.length + unreadable.length === 0 && stored.length > 0)
    return failed('EMPTY', `the account returned no templates; the ${stored.length} known ones are kept`);
  const now = new Date();
  const { changed, needsRecheck } = mergeTemplates(businessAccountId, stored, templates, unreadable, now);
  await putTemplates(database, changed);
  const { commands, signals } = consequencesOf(
    {
      businessAccountId,
      templates: await findTemplates(database, businessAccountId),
      statusBefore: new Map(stored.map(({ _id, status }) => [_id, status])),
      integrations,
      campaigns:
        templates.length === 0
          ? []
          : await findCampaignsOfIntegrations(
              database,
              integrations.map(({ _id }) => _id),
            ),
    },
    askedAt,
    holdMs,
  );
  await producer.send(topics.internalCommands, commands);
  await producer.send(topics.providerSignals, signals);
  return {
    ok: true,
    count: templates.length,
    unreadable: unreadable
      .slice(0, MAX_UNREADABLE)
      .map(({ name, language, problem }) => `${name || '?'} (${language || '?'}): ${problem}`),
    usedPercent,
    again: needsRecheck,
  };
}

export async function refreshNumber(parts: RefreshParts, integrationId: string): Promise<Refreshed> {
  const { database, api } = parts;
  const integration = await findActiveIntegration(database, integrationId);
  const token = tokenOf(parts, integration ? [integration] : []);
  if (!integration || typeof token !== 'string')
    return { ok: false, fault: typeof token === 'string' ? inactive : token };
  const answer = await api.get(
    encodeURIComponent(integration.phoneNumberId),
    { fields: NUMBER_FIELDS },
    token,
  );
  if (!answer.ok) return answer;
  const facts = readNumberFacts(answer.body, integration.phoneNumberId, new Date());
  if (typeof facts === 'string') return failed('NO_LISTING', facts);
  await noteNumberFacts(database, integration, facts);
  return { ok: true, count: 0, unreadable: [], usedPercent: answer.usedPercent, again: false };
}

type Listing = {
  templates: ListedTemplate[];
  unreadable: { name: string; language: string; problem: string }[];
  usedPercent: number;
};

/** All pages, or none. */
async function listTemplates(
  api: GraphApi,
  businessAccountId: string,
  token: string,
): Promise<Listing | { fault: GraphFault }> {
  const listing: Listing = { templates: [], unreadable: [], usedPercent: 0 };
  const cursors = new Set<string>();
  const startedAtMs = Date.now();
  for (let after: string | null = ''; after !== null;) {
    const answer = await api.get(
      `${encodeURIComponent(businessAccountId)}/message_templates`,
      { fields: TEMPLATE_FIELDS, limit: PAGE, ...(after === '' ? {} : { after }) },
      token,
    );
    if (!answer.ok) return answer;
    const page = readTemplatePage(answer.body);
    if (typeof page === 'string') return failed('NO_LISTING', page);
    listing.templates.push(...page.templates);
    listing.unreadable.push(...page.unreadable);
    listing.usedPercent = answer.usedPercent;
    after = page.after;
    if (after === null) break;
    if (Date.now() - startedAtMs > MAX_LISTING_MS)
      return failed('TIMEOUT', `no complete listing within ${MAX_LISTING_MS} ms`);
    if (cursors.has(after) || cursors.size >= MAX_PAGES)
      return failed(
        'NO_LISTING',
        `the listing does not end: page ${cursors.size + 1} continues with a cursor seen before`,
      );
    cursors.add(after);
  }
  return listing;
}

/** The token of the first integration that has one: an account's integrations see the same templates. */
function tokenOf(
  { accessTokens }: RefreshParts,
  integrations: readonly IntegrationDocument[],
): string | GraphFault {
  if (integrations.length === 0) return inactive;
  for (const { credentials } of integrations) {
    const token = accessTokens.get(credentials);
    if (token !== undefined) return token;
  }
  const names = [...new Set(integrations.map(({ credentials }) => credentials))].join(', ');
  return {
    code: 'NO_ACCESS_TOKEN',
    message: `no access token is configured for ${names} (WHATSAPP_ACCESS_TOKENS of the campaigns service)`,
    waitMs: null,
  };
}

const inactive: GraphFault = { code: 'INACTIVE', message: 'no active integration', waitMs: null };

const failed = (code: string, message: string): { ok: false; fault: GraphFault } => ({
  ok: false,
  fault: { code, message, waitMs: null },
});
