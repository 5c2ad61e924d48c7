/** Options of `campaigns create` and `update` → the fields of a campaign; references may be names. */
import { collections } from '../../../schemas/collections.ts';
import type {
  ButtonBinding,
  CallableRange,
  CallableTimes,
  ContactSort,
  TemplateBinding,
  TemplateUse,
} from '../../../schemas/types.ts';
import { defaultAmbiguity, type Ambiguity, type AmbiguityPolicy } from '../../domain/campaign/ambiguity.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { UsageError } from '../exit-codes.ts';
import { idOf } from '../../queries/find-by-name.ts';
import { readJson } from '../../commands/read-json.ts';
import { toTemplate } from '../../commands/read-template.ts';

export type DefinitionOptions = {
  list?: string;
  whatsappColumn?: string;
  integration?: string;
  rate?: number;
  template?: { name: string; language: string };
  header?: TemplateBinding;
  body?: TemplateBinding[];
  button?: ButtonBinding[];
  offerEnds?: TemplateBinding;
  templateJson?: string;
  dnc?: string[];
  filter?: string[];
  sort?: ContactSort[];
  ambiguity?: AmbiguityPolicy;
  ambiguityAfter?: number;
  callable?: CallableRange[];
  timeZone?: string;
};

/** The options given; null = not given. */
export type GivenFields = {
  contactListId: string | null;
  whatsappColumn: string | null;
  integrationId: string | null;
  messagesPerMinute: number | null;
  template: TemplateUse | null;
  dncListIds: string[] | null;
  contactListFilterIds: string[] | null;
  contactSorts: ContactSort[] | null;
  ambiguity: Ambiguity | null;
  callableTimes: CallableTimes | null;
};

export async function givenFields(database: Database, options: DefinitionOptions): Promise<GivenFields> {
  const { list, integration, dnc, filter } = options;
  return {
    contactListId: list === undefined ? null : await idOf(database, collections.contactLists, list),
    whatsappColumn: options.whatsappColumn ?? null,
    integrationId:
      integration === undefined ? null : await idOf(database, collections.integrations, integration),
    messagesPerMinute: options.rate ?? null,
    template: await givenTemplate(options),
    dncListIds: dnc
      ? await Promise.all(dnc.map((reference) => idOf(database, collections.dncLists, reference)))
      : null,
    contactListFilterIds: filter
      ? await Promise.all(
          filter.map((reference) => idOf(database, collections.contactListFilters, reference)),
        )
      : null,
    contactSorts: options.sort ?? null,
    ambiguity: givenAmbiguity(options),
    callableTimes: givenCallableTimes(options),
  };
}

/** @throws UsageError for a time without its policy */
function givenAmbiguity({ ambiguity, ambiguityAfter }: DefinitionOptions): Ambiguity | null {
  if (!ambiguity) {
    if (ambiguityAfter !== undefined) throw new UsageError('--ambiguity-after needs --ambiguity');
    return null;
  }
  return { policy: ambiguity, afterMinutes: ambiguityAfter ?? defaultAmbiguity.afterMinutes };
}

/** @throws UsageError for hours without a time zone, or a time zone without hours */
function givenCallableTimes({ callable, timeZone }: DefinitionOptions): CallableTimes | null {
  if (!callable && timeZone === undefined) return null;
  if (!callable || timeZone === undefined)
    throw new UsageError(
      '--callable and --time-zone need each other: the zone is used for contacts without a time zone of their own',
    );
  return { timeZone, ranges: callable };
}

/** @throws UsageError for parameters without a template */
async function givenTemplate(options: DefinitionOptions): Promise<TemplateUse | null> {
  const { template, templateJson, header, body, button, offerEnds } = options;
  const hasParameters = header !== undefined || body || button || offerEnds !== undefined;
  if (templateJson !== undefined) {
    if (template || hasParameters)
      throw new UsageError('--template-json holds the whole template; leave out the other template options');
    return toTemplate(await readJson(templateJson, '--template-json'));
  }
  if (!template) {
    if (hasParameters)
      throw new UsageError('--header, --body, --button and --offer-ends need --template name:language');
    return null;
  }
  return {
    ...template,
    header: header === undefined ? [] : [header],
    body: body ?? [],
    buttons: button ?? [],
    ...(offerEnds === undefined ? {} : { limitedTimeOffer: offerEnds }),
  };
}
