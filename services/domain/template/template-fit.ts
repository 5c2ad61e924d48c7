/**
 * Whether a campaign's bindings fit the account's template: number and names of each text, kind of the
 * header, place and type of each button.
 */
import { fault, type Fault } from '../fault.ts';
import {
  componentOf,
  placeholdersOf,
  standingOf,
  type StoredButton,
  type StoredTemplate,
} from './stored-template.ts';
import { kindOf, type Binding, type ButtonBinding, type TemplateUse } from './template-binding.ts';

// All misfits are reported at once, when the campaign is created and when it starts, instead of by a refusal
// for each contact.

const NOT_FOUND = 'content.template.not.found';
const INVALID = 'content.template.invalid';
const MISMATCH = 'CAMPAIGN_CONTENT_TEMPLATE_SUBSTITUTION_MISMATCH';

/** The account's template that a campaign names. */
export type FoundTemplate = {
  /** Null: the account has no template of that name in that language. */
  readonly stored: StoredTemplate | null;
  /** Languages in which the account has the name. */
  readonly languages: readonly string[];
};

export type SendEndpoint = 'MESSAGES' | 'MARKETING_MESSAGES';

/** Everything that prevents the use of the template now. */
export function templateUseFaults(use: TemplateUse, found: FoundTemplate, endpoint: SendEndpoint): Fault[] {
  if (!found.stored) return [notFoundFault(use, found)];
  return [...statusFaults(found.stored), ...templateFitFaults(use, found.stored, endpoint)];
}

/** Why a campaign can no longer use its template: nothing while the template only waits. */
export function templateBreakage(use: TemplateUse, found: FoundTemplate, endpoint: SendEndpoint): Fault[] {
  if (!found.stored) return [notFoundFault(use, found)];
  if (standingOf(found.stored) === 'broken') return statusFaults(found.stored);
  return templateFitFaults(use, found.stored, endpoint);
}

function notFoundFault({ name, language }: TemplateUse, { languages }: FoundTemplate): Fault {
  const others =
    languages.length > 0
      ? `it has it in ${languages.join(', ')}`
      : 'it has none of that name in any language';
  return fault(
    NOT_FOUND,
    languages.length > 0 ? 'template.language' : 'template.name',
    `The WhatsApp account has no template "${name}" in ${language}; ${others}.`,
  );
}

function statusFaults(stored: StoredTemplate): Fault[] {
  if (standingOf(stored) === 'usable') return [];
  return [
    fault(
      INVALID,
      'template',
      `The template "${stored.name}" (${stored.language}) is ${stored.status}; expected APPROVED.`,
    ),
  ];
}

/** The misfits between the campaign's bindings and the template, whatever its status. */
function templateFitFaults(use: TemplateUse, stored: StoredTemplate, endpoint: SendEndpoint): Fault[] {
  const faults: Fault[] = [];
  const mismatch = (field: string, message: string): void =>
    void faults.push(fault(MISMATCH, `template.${field}`, message));
  if (endpoint === 'MARKETING_MESSAGES' && stored.category !== 'MARKETING')
    faults.push(
      fault(
        INVALID,
        'template.category',
        `The template "${stored.name}" is ${stored.category}; the integration sends by marketing_messages, which takes MARKETING only.`,
      ),
    );
  for (const type of ['CAROUSEL', 'ORDER_STATUS', 'TAP_TARGET_CONFIGURATION'])
    if (componentOf(stored, type))
      faults.push(
        fault(
          INVALID,
          'template',
          `The template "${stored.name}" has a component ${type}, which cannot be filled here.`,
        ),
      );
  headerFaults(use, stored, mismatch);
  textFaults('body', use.body, componentOf(stored, 'BODY')?.text, stored, mismatch);
  buttonFaults(use.buttons, componentOf(stored, 'BUTTONS')?.buttons ?? [], mismatch);
  offerFaults(use, stored, mismatch);
  return faults;
}

type Told = (field: string, message: string) => void;

function headerFaults({ header }: TemplateUse, stored: StoredTemplate, mismatch: Told): void {
  const component = componentOf(stored, 'HEADER');
  const format = component ? (component.format ?? 'TEXT') : 'TEXT';
  const [binding] = header;
  const given = binding ? kindOf(binding) : null;
  const isText = given === null || given === 'TEXT' || given === 'CURRENCY' || given === 'DATE_TIME';
  if (format === 'TEXT') {
    if (!isText)
      return mismatch(
        'header[0].kind',
        `The header is ${given}; the template's header is ${component ? 'a text' : 'empty'}.`,
      );
    return textFaults('header', header, component?.text, stored, mismatch);
  }
  if (given === null)
    return mismatch('header', `The template's header is ${format}; nothing is bound to it.`);
  if (given !== format)
    mismatch('header[0].kind', `The header is ${given}; the template's header is ${format}.`);
}

function textFaults(
  place: 'header' | 'body',
  bindings: readonly Binding[],
  text: string | undefined,
  stored: StoredTemplate,
  mismatch: Told,
): void {
  const wanted = placeholdersOf(text);
  const wantedText = wanted.map((placeholder) => `{{${placeholder}}}`).join(', ') || 'none';
  if (stored.parameterFormat === 'NAMED') {
    const unnamed = bindings.findIndex(({ name }) => name === null);
    if (unnamed >= 0)
      return mismatch(
        `${place}[${unnamed}].name`,
        `The template's parameters have names (${wantedText}); this one has none.`,
      );
    bindings.forEach(({ name }, at) => {
      if (name !== null && !wanted.includes(name))
        mismatch(
          `${place}[${at}].name`,
          `The template's ${place} has no parameter "${name}"; it has ${wantedText}.`,
        );
    });
    for (const placeholder of wanted)
      if (!bindings.some(({ name }) => name === placeholder))
        mismatch(
          place,
          `The template's ${place} has the parameter {{${placeholder}}}; nothing is bound to it.`,
        );
    return;
  }
  const named = bindings.findIndex(({ name }) => name !== null);
  if (named >= 0)
    mismatch(
      `${place}[${named}].name`,
      `The template's parameters are numbered (${wantedText}); this one has the name "${bindings[named]?.name}".`,
    );
  if (bindings.length !== wanted.length)
    mismatch(
      place,
      `The template's ${place} has ${wanted.length} parameters (${wantedText}); ${bindings.length} are bound.`,
    );
}

/** The type of a button as a send names it; one-time-password buttons are sent as url. */
const subTypes: Readonly<Record<string, string>> = {
  URL: 'url',
  OTP: 'url',
  QUICK_REPLY: 'quick_reply',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
};

function buttonFaults(
  bindings: readonly ButtonBinding[],
  stored: readonly StoredButton[],
  mismatch: Told,
): void {
  bindings.forEach(({ index, subType }, at) => {
    const button = stored[index];
    if (!button)
      return mismatch(
        `buttons[${at}].index`,
        `The template has no button ${index}; it has ${stored.length === 0 ? 'none' : `0 to ${stored.length - 1}`}.`,
      );
    const expected = subTypes[button.type];
    if (expected !== subType)
      return mismatch(
        `buttons[${at}].subType`,
        `Button ${index} is bound as ${subType}; the template's button "${button.text ?? ''}" is ${button.type}${expected ? ` (${expected})` : ', which takes no parameter'}.`,
      );
    if (button.type === 'URL' && placeholdersOf(button.url).length === 0)
      mismatch(`buttons[${at}]`, `Button ${index} has a fixed address; it takes no parameter.`);
  });
  stored.forEach((button, index) => {
    if (wantsParameter(button) && !bindings.some((binding) => binding.index === index))
      mismatch(
        'buttons',
        `Button ${index} ("${button.text ?? ''}", ${button.type}) needs a parameter; nothing is bound to it.`,
      );
  });
}

function wantsParameter({ type, url }: StoredButton): boolean {
  if (type === 'URL') return placeholdersOf(url).length > 0;
  return type === 'COPY_CODE' || type === 'OTP' || type === 'MPM';
}

function offerFaults({ limitedTimeOffer }: TemplateUse, stored: StoredTemplate, mismatch: Told): void {
  const offer = componentOf(stored, 'LIMITED_TIME_OFFER');
  if (!offer && limitedTimeOffer) mismatch('limitedTimeOffer', 'The template has no limited-time offer.');
  if (offer && offer.hasExpiration !== false && !limitedTimeOffer)
    mismatch('limitedTimeOffer', 'The template has a limited-time offer; nothing says when it expires.');
}
