/**
 * Reads a template parameter of the command line into a binding (docs/templates.md, "On the command line").
 */
import { InvalidArgumentError } from 'commander';
import type { ButtonBinding, ParameterPart, TemplateBinding } from '../../../schemas/types.ts';
import { collectList } from './arguments.ts';

type Bound = { column: string | null; value: string | null };
type Kind = NonNullable<TemplateBinding['kind']>;

const KINDS: Readonly<Record<string, { kind: Kind; style?: string }>> = {
  image: { kind: 'IMAGE' },
  video: { kind: 'VIDEO' },
  document: { kind: 'DOCUMENT' },
  location: { kind: 'LOCATION' },
  currency: { kind: 'CURRENCY' },
  date: { kind: 'DATE_TIME', style: 'date' },
  time: { kind: 'DATE_TIME', style: 'time' },
  datetime: { kind: 'DATE_TIME', style: 'date_time' },
};
const KIND = new RegExp(`^(${Object.keys(KINDS).join('|')})(?::(.+))?$`, 's');
const PART = /^(.*)\[([A-Za-z_]\w*)=([^[\]]+)\]$/s;

/**
 * `[name=][kind:]source[[part=source]…]`: a source is `column`, `column|value where the cell is empty`, or
 * `'constant'`; the name is that of a named parameter. An amount has its currency before its source:
 * `currency:EUR:balance`.
 */
export function readBinding(text: string): TemplateBinding {
  const named = /^([a-z][a-z0-9_]*)=(.+)$/s.exec(text);
  const name = named?.[1] ?? null;
  const { rest, parts } = withoutParts(named?.[2] ?? text);
  const match = KIND.exec(rest);
  const known = match?.[1] === undefined ? undefined : KINDS[match[1]];
  // `date` alone is a column with that name
  const isKind = known !== undefined && (match?.[2] !== undefined || parts.length > 0);
  if (!isKind) return { name, ...readSource(rest), ...(parts.length > 0 ? { parts } : {}) };
  const { kind, style } = known;
  const source = match?.[2];
  if (kind === 'LOCATION') {
    if (source !== undefined)
      throw new InvalidArgumentError(
        `A location is written location[latitude=column][longitude=column], found "${text}".`,
      );
    return { name, column: null, value: null, kind, parts };
  }
  if (source === undefined) throw new InvalidArgumentError(`Expected ${match?.[1]}:column, found "${text}".`);
  if (kind === 'CURRENCY') return readAmount(name, source, parts);
  const withStyle = style === undefined ? parts : [...parts, constantPart('style', style)];
  return { name, ...readSource(source), kind, ...(withStyle.length > 0 ? { parts: withStyle } : {}) };
}

/** Repeatable and comma-separated, as collectList. */
export const collectBindings = (text: string, previous: TemplateBinding[] = []): TemplateBinding[] => [
  ...previous,
  ...collectList(text).map(readBinding),
];

/** The end of a limited-time offer is a date. */
export const readEnd = (text: string): TemplateBinding => readBinding(`datetime:${text}`);

/** `index:type:source`, e.g. `0:url:order_id` or `1:flow:token[plan=plan]`. Repeatable. */
export function collectButton(text: string, previous: ButtonBinding[] = []): ButtonBinding[] {
  const match = /^(\d):([a-z_]+):(.+)$/s.exec(text);
  if (!match?.[2] || !match[3])
    throw new InvalidArgumentError(`Expected index:type:column such as 0:url:order_id, found "${text}".`);
  return [...previous, { index: Number(match[1]), subType: match[2], binding: readBinding(match[3]) }];
}

function readAmount(name: string | null, source: string, parts: ParameterPart[]): TemplateBinding {
  const coded = /^([A-Za-z]{3}):(.+)$/s.exec(source);
  const code = coded?.[1] === undefined ? [] : [constantPart('code', coded[1].toUpperCase())];
  if (code.length === 0 && !parts.some((part) => part.name === 'code'))
    throw new InvalidArgumentError(
      `Expected currency:EUR:column, or currency:column[code=column], found "currency:${source}".`,
    );
  return { name, ...readSource(coded?.[2] ?? source), kind: 'CURRENCY', parts: [...code, ...parts] };
}

function readSource(text: string): Bound {
  const constant = /^'(.*)'$/s.exec(text);
  if (constant) return { column: null, value: constant[1] ?? '' };
  const at = text.indexOf('|');
  return at < 0 ? { column: text, value: null } : { column: text.slice(0, at), value: text.slice(at + 1) };
}

function withoutParts(text: string): { rest: string; parts: ParameterPart[] } {
  const parts: ParameterPart[] = [];
  let rest = text;
  for (let match = PART.exec(rest); match; match = PART.exec(rest)) {
    const [, before = '', name = '', source = ''] = match;
    parts.unshift({ name, ...readSource(source) });
    rest = before;
  }
  return { rest, parts };
}

const constantPart = (name: string, value: string): ParameterPart => ({ name, column: null, value });
