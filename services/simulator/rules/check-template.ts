/** Whether a sent template fits the stored one, with the codes and texts of contract section 5. */
import { checkButtons } from './check-buttons.ts';
import { graphError, type GraphError } from './graph-error.ts';
import type { SentComponent, SentParameter } from './outgoing-message.ts';
import { fillPlaceholders, placeholders } from './placeholders.ts';
import type { Template, TemplateComponent } from '../scenario/scenario.ts';

type Format = Template['parameter_format'];

const HEADER_TEXT_MAX = 60;
const BODY_TEXT_MAX = 1024;
const UNPRINTABLE = /[\n\r\t]| {5,}/;

export function checkTemplate(template: Template, sent: readonly SentComponent[]): GraphError | undefined {
  return checkParts(template.components, sent, template.parameter_format);
}

function checkParts(
  stored: readonly TemplateComponent[],
  sent: readonly SentComponent[],
  format: Format,
): GraphError | undefined {
  const part = (type: string): TemplateComponent | undefined =>
    stored.find((each) => each.type.toUpperCase() === type);
  const given = (type: string): SentParameter[] =>
    sent.filter((each) => each.type === type).flatMap((each) => each.parameters);
  return (
    checkHeader(part('HEADER'), given('header'), format) ??
    checkText('body', part('BODY')?.text, given('body'), format, BODY_TEXT_MAX) ??
    checkButtons(
      part('BUTTONS')?.buttons ?? [],
      sent.filter((each) => each.type === 'button'),
    ) ??
    checkOffer(part('LIMITED_TIME_OFFER'), given('limited_time_offer')) ??
    checkCarousel(
      part('CAROUSEL'),
      sent.find((each) => each.type === 'carousel'),
      format,
    )
  );
}

function checkHeader(
  stored: TemplateComponent | undefined,
  given: readonly SentParameter[],
  format: Format,
): GraphError | undefined {
  const expected = stored ? (stored.format ?? 'TEXT').toUpperCase() : 'TEXT';
  if (expected === 'TEXT') return checkText('header', stored?.text, given, format, HEADER_TEXT_MAX);
  const received = given[0]?.type.toUpperCase() ?? 'UNKNOWN';
  if (received !== expected)
    return graphError(132012, `header: Format mismatch, expected ${expected}, received ${received}`);
  return given.length === 1 ? undefined : countMismatch('header', given.length, 1);
}

function countMismatch(part: string, given: number, expected: number): GraphError {
  return graphError(
    132000,
    `${part}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  );
}

function checkText(
  part: string,
  text: string | undefined,
  given: readonly SentParameter[],
  format: Format,
  maxLength: number,
): GraphError | undefined {
  const expected = placeholders(text);
  if (format === 'NAMED' && given.some((each) => each.name === undefined || each.name === ''))
    return graphError(100, 'Parameter name is missing or empty');
  if (given.length !== expected.length) return countMismatch(part, given.length, expected.length);
  const values = new Map<string, string>();
  for (const [index, parameter] of given.entries()) {
    if (!['text', 'currency', 'date_time'].includes(parameter.type)) {
      return graphError(
        132012,
        `${part}: Format mismatch, expected TEXT, received ${parameter.type.toUpperCase()}`,
      );
    }
    const name = format === 'NAMED' ? parameter.name : expected[index];
    if (name === undefined || !expected.includes(name))
      return graphError(100, `Parameter name (${String(name)}) does not exist in the template`);
    const value = shown(parameter);
    if (UNPRINTABLE.test(value))
      return graphError(
        132018,
        'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
      );
    values.set(name, value);
  }
  if (text !== undefined && fillPlaceholders(text, values).length > maxLength)
    return graphError(132005, `${part}: the text is longer than ${maxLength} characters`);
  return undefined;
}

function shown(parameter: SentParameter): string {
  const rich = parameter.raw[parameter.type] as { fallback_value?: string } | undefined;
  return parameter.text ?? rich?.fallback_value ?? '';
}

function checkOffer(
  stored: TemplateComponent | undefined,
  given: readonly SentParameter[],
): GraphError | undefined {
  if (!stored)
    return given.length === 0 ? undefined : graphError(132018, 'limited_time_offer: the template has none');
  return undefined;
}

function checkCarousel(
  stored: TemplateComponent | undefined,
  sent: SentComponent | undefined,
  format: Format,
): GraphError | undefined {
  const cards = stored?.cards ?? [];
  const given = sent?.cards ?? [];
  if (cards.length !== given.length) return countMismatch('carousel', given.length, cards.length);
  for (const [index, card] of cards.entries()) {
    const fault = checkParts(card.components, given[index] ?? [], format);
    if (fault) return fault;
  }
  return undefined;
}
