/**
 * Reads one page of an account's templates from the provider's answer: templates, and unreadable ones by
 * name. Pure; the JSON may be anything.
 */
import type { StoredComponent, TemplateDocument } from '../../../schemas/collections.ts';

export type ListedTemplate = Pick<
  TemplateDocument,
  | 'templateId'
  | 'name'
  | 'language'
  | 'status'
  | 'category'
  | 'parameterFormat'
  | 'components'
  | 'qualityScore'
>;

export type TemplatePage = {
  readonly templates: readonly ListedTemplate[];
  /** Entries that cannot be used, with the fault, and with name and language where they are known. */
  readonly unreadable: readonly {
    readonly name: string;
    readonly language: string;
    readonly problem: string;
  }[];
  /** Cursor of the next page; null at the end. */
  readonly after: string | null;
};

type Json = Record<string, unknown>;

/** @returns a sentence when the answer is not a listing */
export function readTemplatePage(body: unknown): TemplatePage | string {
  const { data, paging } = asObject(body);
  if (!Array.isArray(data)) return `expected a list of templates in "data", found ${kindOf(data)}`;
  const templates: ListedTemplate[] = [];
  const unreadable: { name: string; language: string; problem: string }[] = [];
  for (const item of data as unknown[]) {
    const read = readTemplate(asObject(item));
    if ('problem' in read) unreadable.push(read);
    else templates.push(read);
  }
  const { cursors, next } = asObject(paging);
  const after = asObject(cursors)['after'];
  // `next` only shows that there is more; its address is not followed, because it could point anywhere
  const hasMore = typeof next === 'string' && typeof after === 'string' && after !== '';
  return { templates, unreadable, after: hasMore ? after : null };
}

function readTemplate(item: Json): ListedTemplate | { name: string; language: string; problem: string } {
  const name = asText(item['name']) ?? '';
  const language = asText(item['language']) ?? '';
  const status = asText(item['status'])?.toUpperCase();
  const category = asText(item['category'])?.toUpperCase();
  const problem = (what: string) => ({ name, language, problem: what });
  if (name === '') return problem(`name: expected a text, found ${kindOf(item['name'])}`);
  if (language === '') return problem(`language: expected a text, found ${kindOf(item['language'])}`);
  if (!status) return problem(`status: expected a text, found ${kindOf(item['status'])}`);
  if (!Array.isArray(item['components']))
    return problem(`components: expected a list, found ${kindOf(item['components'])}`);
  const components = (item['components'] as unknown[]).map((component) => readComponent(asObject(component)));
  const nameless = components.findIndex((component) => component === null);
  if (nameless >= 0) return problem(`components[${nameless}].type: expected a text`);
  return {
    templateId: asText(item['id']) ?? '',
    name,
    language,
    status,
    category: category ?? 'UNKNOWN',
    parameterFormat: asText(item['parameter_format'])?.toUpperCase() === 'NAMED' ? 'NAMED' : 'POSITIONAL',
    components: components.filter((component) => component !== null),
    qualityScore: asText(asObject(item['quality_score'])['score']) ?? asText(item['quality_score']),
  };
}

/** Only the parts that a message's parameters depend on are stored. */
function readComponent(item: Json): StoredComponent | null {
  const type = asText(item['type'])?.toUpperCase();
  if (!type) return null;
  const format = asText(item['format'])?.toUpperCase();
  const text = asText(item['text']);
  const hasExpiration = asObject(item['limited_time_offer'])['has_expiration'];
  const buttons = Array.isArray(item['buttons']) ? (item['buttons'] as unknown[]).map(asObject) : null;
  return {
    type,
    ...(format ? { format } : {}),
    ...(text === null ? {} : { text }),
    ...(typeof hasExpiration === 'boolean' ? { hasExpiration } : {}),
    ...(buttons
      ? {
          buttons: buttons.map((button) => {
            const [label, url] = [asText(button['text']), asText(button['url'])];
            return {
              type: asText(button['type'])?.toUpperCase() ?? 'UNKNOWN',
              ...(label === null ? {} : { text: label }),
              ...(url === null ? {} : { url }),
            };
          }),
        }
      : {}),
  };
}

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Ids come as numbers too. */
const asText = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
