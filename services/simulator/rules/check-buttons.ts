/**
 * Whether the buttons of a sent template fit the stored ones: what needs a parameter has one, and of the
 * right kind.
 */
import { graphError, type GraphError } from './graph-error.ts';
import type { SentComponent } from './outgoing-message.ts';
import { placeholders } from './placeholders.ts';
import type { TemplateComponent } from '../scenario/scenario.ts';

type StoredButton = NonNullable<TemplateComponent['buttons']>[number];

/** Stored type → sub_type in a send; one-time-password buttons are sent as url. */
const SUB_TYPES: Record<string, string> = {
  URL: 'url',
  QUICK_REPLY: 'quick_reply',
  COPY_CODE: 'copy_code',
  FLOW: 'flow',
  CATALOG: 'catalog',
  MPM: 'mpm',
  OTP: 'url',
};
const NAMES: Record<string, string> = { URL: 'Url', COPY_CODE: 'CopyCode', MPM: 'Mpm', OTP: 'Url' };
const PARAMETER_TYPES: Record<string, readonly string[]> = {
  url: ['text'],
  // one official example uses text
  quick_reply: ['payload', 'text'],
  copy_code: ['coupon_code'],
  flow: ['action'],
  catalog: ['action'],
  mpm: ['action'],
};

export function checkButtons(
  stored: readonly StoredButton[],
  sent: readonly SentComponent[],
): GraphError | undefined {
  for (const button of sent) {
    const target = stored[button.index];
    if (!target) return graphError(132018, `buttons: the template has no button at index ${button.index}`);
    const expected = SUB_TYPES[target.type.toUpperCase()];
    if (expected === undefined || expected !== button.subType) {
      return graphError(
        132012,
        `buttons: Format mismatch, expected ${target.type.toUpperCase()}, received ${(button.subType ?? 'unknown').toUpperCase()}`,
      );
    }
    const wrong = button.parameters.find((each) => !PARAMETER_TYPES[expected]?.includes(each.type));
    if (wrong)
      return graphError(
        132012,
        `buttons: Format mismatch, expected ${PARAMETER_TYPES[expected]?.[0] ?? ''}, received ${wrong.type}`,
      );
  }
  for (const [index, button] of stored.entries()) {
    const given = sent.find((each) => each.index === index);
    if (needsParameter(button) && (given?.parameters.length ?? 0) === 0) {
      const type = button.type.toUpperCase();
      return graphError(
        131008,
        `buttons: Button at index ${index} of type ${NAMES[type] ?? type} requires a parameter`,
      );
    }
    if (
      given &&
      button.type.toUpperCase() === 'URL' &&
      !needsParameter(button) &&
      given.parameters.length > 0
    ) {
      return graphError(132018, `buttons: Button at index ${index} of type Url does not take a parameter`);
    }
  }
  return undefined;
}

function needsParameter(button: StoredButton): boolean {
  switch (button.type.toUpperCase()) {
    case 'URL':
      return placeholders(button.url).length > 0;
    case 'COPY_CODE':
    case 'OTP':
    case 'MPM':
      return true;
    default:
      return false;
  }
}
