/**
 * One page of `GET /{waba-id}/message_templates`: filtered, cut by cursors, with a summary when asked
 * (contract sections 4 and 11).
 */
import type { Template } from '../scenario/scenario.ts';
import { selectFields } from './select-fields.ts';

export type ListQuery = Record<string, string | undefined>;

const DEFAULT_FIELDS = ['id', 'name', 'language', 'status', 'category', 'parameter_format', 'components'];
const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 1000;
const TEMPLATE_LIMIT = 6000;

/** `pageUrl` is the address of this list without query. */
export function listTemplates(
  templates: readonly Template[],
  query: ListQuery,
  pageUrl: string,
): Record<string, unknown> {
  const matching = templates.filter((template) => matches(template, query));
  const limit = Math.min(
    MAX_LIMIT,
    Math.max(1, Math.floor(Number(query.limit ?? DEFAULT_LIMIT)) || DEFAULT_LIMIT),
  );
  const start = startOf(query, limit);
  const page = matching.slice(start, start + limit);
  const paging: Record<string, unknown> = {};
  if (page.length > 0) paging.cursors = { before: cursor(start), after: cursor(start + page.length) };
  if (start + page.length < matching.length)
    paging.next = withQuery(pageUrl, { ...query, before: undefined, after: cursor(start + page.length) });
  if (start > 0 && page.length > 0)
    paging.previous = withQuery(pageUrl, { ...query, after: undefined, before: cursor(start) });
  return {
    data: page.map((template) =>
      selectFields(
        { ...template, components: template.components.map(withExample) },
        query.fields,
        DEFAULT_FIELDS,
      ),
    ),
    ...(page.length === 0 ? {} : { paging }),
    ...(query.summary === undefined
      ? {}
      : { summary: summary(query.summary, matching.length, templates.length) }),
  };
}

function matches(template: Template, query: ListQuery): boolean {
  const listed = (wanted: string | undefined, value: string): boolean =>
    wanted === undefined || wanted === '' || listOf(wanted).includes(value.toUpperCase());
  if (
    !listed(query.status, template.status) ||
    !listed(query.category, template.category) ||
    !listed(query.language, template.language)
  )
    return false;
  const score = (template.quality_score as { score?: string } | undefined)?.score ?? 'UNKNOWN';
  if (!listed(query.quality_score, score)) return false;
  const { name, content, name_or_content: anywhere } = query;
  if (name !== undefined && !template.name.toLowerCase().includes(name.toLowerCase())) return false;
  const holds = (texts: readonly string[], wanted: string | undefined): boolean =>
    wanted === undefined || texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));
  const contents = template.components.map((component) => component.text ?? '');
  return holds(contents, content) && holds([template.name, ...contents], anywhere);
}

/** Lists come as `A,B` or as JSON. */
function listOf(wanted: string): string[] {
  return wanted
    .toUpperCase()
    .split(/[[\]",\s]+/)
    .filter((each) => each !== '');
}

/** Cursors are opaque; these hold a place in the list. */
function cursor(place: number): string {
  return Buffer.from(`place:${place}`).toString('base64url');
}

function placeOf(text: string): number {
  return Number(/^place:(\d+)$/.exec(Buffer.from(text, 'base64url').toString())?.[1] ?? 0);
}

function startOf(query: ListQuery, limit: number): number {
  if (query.after) return placeOf(query.after);
  return query.before ? Math.max(0, placeOf(query.before) - limit) : 0;
}

function withQuery(url: string, query: ListQuery): string {
  const pairs = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[0] !== 'access_token',
  );
  return `${url}?${new URLSearchParams(pairs).toString()}`;
}

function summary(fields: string, found: number, total: number): Record<string, unknown> {
  const all = {
    total_count: found,
    message_template_count: total,
    message_template_limit: TEMPLATE_LIMIT,
    are_translations_complete: true,
  };
  return selectFields(all, fields, Object.keys(all));
}

/** A body with placeholders always carries an example. */
export function withExample(component: Template['components'][number]): Template['components'][number] {
  const count = [...(component.text ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? '');
  if (component.type.toUpperCase() !== 'BODY' || count.length === 0 || component.example !== undefined)
    return component;
  const named = count.some((name) => !/^\d+$/.test(name));
  const example = named
    ? { body_text_named_params: count.map((name) => ({ param_name: name, example: 'example' })) }
    : { body_text: [count.map(() => 'example')] };
  return { ...component, example };
}
