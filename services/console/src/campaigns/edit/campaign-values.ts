/** What somebody types into the page of a campaign ↔ a campaign as the API takes it. Pure. */
import * as z from 'zod/mini';
import type { Campaign, CampaignBody } from '../../api/types.ts';
import type { FieldFault } from '../../api/api-failure.ts';
import { weekdays } from '../times/week.ts';

const text = z.string();
const source = z.object({ column: text, value: text });
const parameter = z.object({ ...source.shape, kind: text, code: text });

/** Also the shape of a draft in the browser: one of an older console is not taken. */
export const campaignValues = z.object({
  name: text,
  divisionId: text,
  contactListId: text,
  filterIds: z.array(text),
  messagesPerMinute: z.union([z.number(), z.literal('')]),
  dncListIds: z.array(text),
  whatsAppColumn: text,
  templateId: text,
  /** By the parameter's place: `header.0`, `body.0`, `button.0`. */
  parameters: z.record(text, parameter),
  integrationId: text,
  alwaysRunning: z.boolean(),
  timeZone: text,
  times: z.array(z.object({ days: z.array(z.enum(weekdays)), start: text, end: text })),
  sorts: z.array(z.object({ fieldName: text, direction: z.enum(['ASC', 'DESC']), numeric: z.boolean() })),
});
export type CampaignValues = z.infer<typeof campaignValues>;
export type ParameterValue = z.infer<typeof parameter>;

export const MAX_SORTS = 4;
export const emptyParameter: ParameterValue = { column: '', value: '', kind: 'TEXT', code: '' };

/** @param timeZone of whoever types: that of the campaign unless he chooses another */
export const emptyValues = (timeZone: string): CampaignValues => ({
  name: '',
  divisionId: '',
  contactListId: '',
  filterIds: [],
  messagesPerMinute: '',
  dncListIds: [],
  whatsAppColumn: '',
  templateId: '',
  parameters: {},
  integrationId: '',
  alwaysRunning: false,
  timeZone,
  times: [],
  sorts: [],
});

type Binding = NonNullable<Campaign['templateBinding']['body']>[number];

const fromBinding = ({ column, value, kind, parts }: Binding): ParameterValue => ({
  column: column ?? '',
  value: value ?? '',
  kind: kind ?? 'TEXT',
  code: parts?.find(({ name }) => name === 'code')?.value ?? '',
});

export function valuesOf(campaign: Campaign, timeZone: string): CampaignValues {
  const { templateBinding, callableTimes, whatsAppConfig } = campaign;
  const parameters = Object.fromEntries<ParameterValue>([
    ...(templateBinding.header ?? []).map((one, at) => [`header.${at}`, fromBinding(one)] as const),
    ...(templateBinding.body ?? []).map((one, at) => [`body.${at}`, fromBinding(one)] as const),
    ...(templateBinding.buttons ?? []).map(
      ({ index, binding }) => [`button.${index}`, fromBinding(binding)] as const,
    ),
  ]);
  return {
    name: campaign.name,
    divisionId: campaign.division.id,
    contactListId: campaign.contactList.id,
    filterIds: campaign.contactListFilters.map(({ id }) => id),
    messagesPerMinute: campaign.messagesPerMinute,
    dncListIds: campaign.dncLists.map(({ id }) => id),
    whatsAppColumn: whatsAppConfig.whatsAppColumns[0] ?? '',
    templateId: whatsAppConfig.contentTemplate.id,
    parameters,
    integrationId: whatsAppConfig.whatsAppIntegration.id,
    alwaysRunning: campaign.alwaysRunning,
    timeZone: callableTimes?.timeZone ?? timeZone,
    times: callableTimes?.ranges ?? [],
    sorts: campaign.contactSorts,
  };
}

/** A parameter that the template wants: where it stands, and what it is called there. */
export type Wanted = {
  readonly key: string;
  readonly place: 'header' | 'body' | 'button';
  readonly index: number;
  /** Null: it has a number. */
  readonly name: string | null;
  readonly kind: 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT';
  readonly subType?: string;
};

export function bindingOf(value: ParameterValue, { name, kind }: Pick<Wanted, 'name' | 'kind'>): Binding {
  const chosen = kind === 'TEXT' ? (value.kind as NonNullable<Binding['kind']>) : kind;
  return {
    name,
    column: value.column === '' ? null : value.column,
    value: value.value === '' ? null : value.value,
    kind: chosen,
    ...(chosen === 'CURRENCY' ? { parts: [{ name: 'code', value: value.code || 'USD' }] } : {}),
  };
}

/**
 * @param present the campaign as it was read; null for a new one. Its parts that this page does not show
 *   stay.
 */
export function bodyOf(
  values: CampaignValues,
  wanted: readonly Wanted[] | null,
  present: Campaign | null,
): CampaignBody {
  const bound = (place: Wanted['place']) =>
    (wanted ?? [])
      .filter((one) => one.place === place)
      .map((one) => ({ one, binding: bindingOf(values.parameters[one.key] ?? emptyParameter, one) }));
  const refs = (ids: readonly string[]) => ids.map((id) => ({ id }));
  return {
    name: values.name.trim(),
    ...(values.divisionId === '' ? {} : { division: { id: values.divisionId } }),
    contactList: { id: values.contactListId },
    messagesPerMinute: values.messagesPerMinute === '' ? 0 : values.messagesPerMinute,
    dncLists: refs(values.dncListIds),
    contactListFilters: refs(values.filterIds),
    contactSorts: values.sorts.filter(({ fieldName }) => fieldName !== ''),
    alwaysRunning: values.alwaysRunning,
    whatsAppConfig: {
      whatsAppColumns: values.whatsAppColumn === '' ? [] : [values.whatsAppColumn],
      whatsAppIntegration: { id: values.integrationId },
      contentTemplate: { id: values.templateId },
    },
    ...(wanted === null
      ? {}
      : {
          templateBinding: {
            header: bound('header').map(({ binding }) => binding),
            body: bound('body').map(({ binding }) => binding),
            buttons: bound('button').map(({ one, binding }) => ({
              index: one.index,
              subType: one.subType ?? 'url',
              binding,
            })),
            limitedTimeOffer: present?.templateBinding.limitedTimeOffer ?? null,
          },
        }),
    callableTimes: values.times.length === 0 ? null : { timeZone: values.timeZone, ranges: values.times },
    ...(present ? { version: present.version } : {}),
  };
}

/**
 * The field of the page that a fault of the API is about; null: it is about none, and stands above the page.
 */
export function fieldOfFault({ field, code }: FieldFault): string | null {
  if (field === null) return code.startsWith('name.') || code === 'duplicate.name' ? 'name' : null;
  const known: ReadonlyArray<readonly [RegExp, string]> = [
    [/^name$/, 'name'],
    [/^division/, 'divisionId'],
    [/^contactList(\.|$)/, 'contactListId'],
    [/^contactListFilters/, 'filterIds'],
    [/^messagesPerMinute/, 'messagesPerMinute'],
    [/^dncLists/, 'dncListIds'],
    [/whatsAppColumns/, 'whatsAppColumn'],
    [/whatsAppIntegration/, 'integrationId'],
    [/contentTemplate/, 'templateId'],
    [/^templateBinding/, 'templateId'],
    [/^callableTimes/, 'times'],
    [/^contactSorts/, 'sorts'],
  ];
  return known.find(([pattern]) => pattern.test(field))?.[1] ?? null;
}

/** Minutes that so many messages take at a rate; null while one of them is not known. */
export const minutesFor = (contacts: number | undefined, rate: number | ''): number | null =>
  contacts === undefined || rate === '' || rate < 1 ? null : Math.ceil(contacts / rate);
