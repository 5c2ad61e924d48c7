/** The template that a campaign's contentTemplate means, with its parameters bound. */
import type { CampaignDocument, ResponseDocument, TemplateDocument } from '../../../schemas/collections.ts';
import type { ParameterKind, ParameterPart, TemplateBinding, TemplateUse } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { componentOf, placeholdersOf } from '../../domain/template/stored-template.ts';
import { bindResponse } from './bind-response.ts';
import type { CampaignBody } from './campaign-schema.ts';

// Without templateBinding a named parameter takes the column of its name; what cannot be bound like that
// needs templateBinding. A campaign that keeps its template keeps its binding.

type SentBindings = NonNullable<CampaignBody['templateBinding']>;
type SentBinding = NonNullable<SentBindings['body']>[number];

export type Bound = { template: TemplateUse } | { faults: Fault[] };

/**
 * @param stored the account's template; null when it has none, or its templates are not known
 * @param named name and language, of the stored template or as they were given; null when the reference means
 *   nothing
 * @param present the campaign's template so far
 * @param response by which the template was chosen; null: by itself
 */
export function bindTemplate(
  reference: string,
  stored: TemplateDocument | null,
  named: { name: string; language: string } | null,
  sent: SentBindings | null | undefined,
  present: CampaignDocument['template'] | null,
  response: ResponseDocument | null = null,
): Bound {
  const responseId = response?._id ?? null;
  const identity = stored ?? named;
  if (!identity)
    return {
      faults: [
        fault(
          'content.template.not.found',
          'whatsAppConfig.contentTemplate.id',
          `The WhatsApp account has no template with the id "${reference}"; expected the provider's id of one of its templates, or name:language.`,
        ),
      ],
    };
  const { name, language } = identity;
  if (sent) return { template: { name, language, ...fromSent(sent), responseId } };
  const isKept = present?.name === name && present.language === language && sent === undefined;
  if (present && isKept && (present.responseId ?? null) === responseId) return { template: present };
  if (stored) return response ? bindResponse(response, stored) : byName(stored);
  return {
    faults: [
      needsBinding(`The template "${name}" (${language}) is not known here, so its parameters are not.`),
    ],
  };
}

type WholeBinding = Pick<TemplateBinding, 'name' | 'column' | 'value'> & {
  kind: ParameterKind;
  parts: ParameterPart[];
};

/** With everything that was left out, so that two templates can be compared. */
export function whole(template: TemplateUse) {
  const { name, language, header, body, buttons, limitedTimeOffer, responseId = null } = template;
  return {
    name,
    language,
    header: header.map(wholeBinding),
    body: body.map(wholeBinding),
    buttons: buttons.map(({ index, subType, binding }) => ({
      index,
      subType,
      binding: wholeBinding(binding),
    })),
    limitedTimeOffer: limitedTimeOffer ? wholeBinding(limitedTimeOffer) : null,
    responseId,
  };
}

const wholeBinding = ({
  name = null,
  column = null,
  value = null,
  kind = 'TEXT',
  parts = [],
}: SentBinding | TemplateBinding): WholeBinding => ({
  name,
  column,
  value,
  kind,
  parts: parts.map((part) => ({ name: part.name, column: part.column ?? null, value: part.value ?? null })),
});

const fromSent = ({ header = [], body = [], buttons = [], limitedTimeOffer }: SentBindings) => ({
  header: header.map(wholeBinding),
  body: body.map(wholeBinding),
  buttons: buttons.map(({ index, subType, binding }) => ({
    index,
    subType,
    binding: wholeBinding(binding),
  })),
  limitedTimeOffer: limitedTimeOffer ? wholeBinding(limitedTimeOffer) : null,
});

function byName(stored: TemplateDocument): Bound {
  const { name, language, parameterFormat } = stored;
  const header = placeholdersOf(componentOf(stored, 'HEADER')?.text);
  const body = placeholdersOf(componentOf(stored, 'BODY')?.text);
  const urls = (componentOf(stored, 'BUTTONS')?.buttons ?? []).flatMap(({ url }) => placeholdersOf(url));
  const numbered = parameterFormat === 'POSITIONAL' ? [...header, ...body, ...urls] : urls;
  if (numbered.length > 0)
    return {
      faults: [
        needsBinding(
          `The template "${name}" (${language}) has ${numbered.length} parameters without a name, which no column fills by itself.`,
        ),
      ],
    };
  const column = (parameter: string): TemplateBinding =>
    wholeBinding({ name: parameter, column: parameter, value: null });
  return {
    template: {
      name,
      language,
      header: header.map(column),
      body: body.map(column),
      buttons: [],
      limitedTimeOffer: null,
    },
  };
}

const needsBinding = (why: string): Fault =>
  fault('content.template.invalid', 'templateBinding', `${why} Give templateBinding.`);
