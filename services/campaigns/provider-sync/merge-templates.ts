/**
 * An account's stored templates after a complete listing. A template that is missing in a listing is removed
 * only when the next listing lacks it too: one incomplete answer must not make campaigns invalid.
 */
import type { TemplateDocument } from '../../../schemas/collections.ts';
import type { ListedTemplate } from './read-templates.ts';

export const templateIdOf = (businessAccountId: string, name: string, language: string): string =>
  `${businessAccountId}:${name}:${language}`;

export type MergedTemplates = {
  /** Documents that are new or changed, to be written completely. */
  readonly changed: TemplateDocument[];
  /** Some templates were missing for the first time: list again soon. */
  readonly needsRecheck: boolean;
};

/**
 * @param stored all documents of the account
 * @param unreadable templates that were listed but not understood: they exist
 */
export function mergeTemplates(
  businessAccountId: string,
  stored: readonly TemplateDocument[],
  listed: readonly ListedTemplate[],
  unreadable: readonly { name: string; language: string }[],
  now: Date,
): MergedTemplates {
  const before = new Map(stored.map((template) => [template._id, template]));
  const seen = new Set(
    unreadable.map(({ name, language }) => templateIdOf(businessAccountId, name, language)),
  );
  const changed = new Map<string, TemplateDocument>();
  for (const template of listed) {
    const _id = templateIdOf(businessAccountId, template.name, template.language);
    seen.add(_id);
    const known = before.get(_id);
    const statusSince = known?.status === template.status ? known.statusSince : now;
    changed.set(_id, { _id, businessAccountId, ...template, statusSince, seenAt: now });
  }
  let needsRecheck = false;
  for (const one of stored) {
    if (seen.has(one._id) || one.status === 'DELETED') continue;
    if (one.absent) changed.set(one._id, { ...one, status: 'DELETED', statusSince: now });
    else {
      changed.set(one._id, { ...one, absent: true });
      needsRecheck = true;
    }
  }
  return { changed: [...changed.values()], needsRecheck };
}
