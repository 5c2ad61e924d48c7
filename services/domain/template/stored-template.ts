/** A template as the account has it: its text, its parameters, and whether it may be used now. */
import { MAX_BODY, MAX_HEADER, MAX_URL, type Room } from './fill-template.ts';

export type StoredTemplate = {
  readonly name: string;
  /** With underscore, e.g. `en_US`. */
  readonly language: string;
  /** As the provider names it: APPROVED, PAUSED, DISABLED … */
  readonly status: string;
  /** MARKETING, UTILITY or AUTHENTICATION. */
  readonly category: string;
  readonly parameterFormat: 'POSITIONAL' | 'NAMED';
  readonly components: readonly StoredComponent[];
};

export type StoredComponent = {
  /** In capitals: HEADER, BODY, FOOTER, BUTTONS, LIMITED_TIME_OFFER, CAROUSEL … */
  readonly type: string;
  /** For a header, in capitals: TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION … */
  readonly format?: string | undefined;
  readonly text?: string | undefined;
  readonly buttons?: readonly StoredButton[] | undefined;
  /** For a limited-time offer: whether it takes an expiry time. */
  readonly hasExpiration?: boolean | undefined;
};

export type StoredButton = {
  /** In capitals: URL, QUICK_REPLY, COPY_CODE, FLOW, PHONE_NUMBER … */
  readonly type: string;
  readonly text?: string | undefined;
  readonly url?: string | undefined;
};

/**
 * - `usable`: may be sent
 * - `waiting`: not now, but it may recover by itself or after a review; campaigns are held
 * - `broken`: not any more; campaigns that use it become invalid
 * - `unclear`: an unknown status; a campaign cannot start with it, and otherwise the provider's answers
 * decide
 */
export type Standing = 'usable' | 'waiting' | 'broken' | 'unclear';

const standings: Readonly<Record<string, Standing>> = {
  APPROVED: 'usable',
  PAUSED: 'waiting',
  PENDING: 'waiting',
  IN_APPEAL: 'waiting',
  REJECTED: 'broken',
  DISABLED: 'broken',
  PENDING_DELETION: 'broken',
  DELETED: 'broken',
  LIMIT_EXCEEDED: 'broken',
  ARCHIVED: 'broken',
};

export const standingOf = ({ status }: Pick<StoredTemplate, 'status'>): Standing =>
  standings[status] ?? 'unclear';

export const componentOf = (template: StoredTemplate, type: string): StoredComponent | undefined =>
  template.components.find((component) => component.type === type);

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Placeholders of a text, `1`, `2` … or names, each once. Numbers are sorted: the text may have them in
 * another order.
 */
export function placeholdersOf(text: string | undefined): string[] {
  const placeholders = [...new Set([...(text ?? '').matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''))];
  const areNumbers = placeholders.every((placeholder) => /^\d+$/.test(placeholder));
  return areNumbers ? placeholders.sort((a, b) => Number(a) - Number(b)) : placeholders;
}

/** The text with its placeholders replaced; a placeholder without a value stays as it is. */
export function withValues(text: string, valueOf: (placeholder: string) => string | undefined): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => valueOf(name) ?? whole);
}

/** The space that the template's own text leaves for values. */
export function roomOf(template: StoredTemplate): Room {
  const own = (text: string | undefined): number => withValues(text ?? '', () => '').length;
  return {
    header: MAX_HEADER - own(componentOf(template, 'HEADER')?.text),
    body: MAX_BODY - own(componentOf(template, 'BODY')?.text),
    url: (componentOf(template, 'BUTTONS')?.buttons ?? []).map(({ url }) => MAX_URL - own(url)),
  };
}
