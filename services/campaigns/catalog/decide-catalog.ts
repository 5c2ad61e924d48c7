/**
 * Divisions, wrap-up codes, responses and libraries have unique names, at most 1,000 of a kind. They change
 * on the version that was read, and go only when nothing uses them; the Home division stays.
 */
import { isDeepStrictEqual } from 'node:util';
import { idFault } from '../../commands/execution/command-id.ts';
import { deletionNameFaults } from '../../commands/execution/names-subject.ts';
import { HOME_DIVISION, nameFaults } from '../../domain/campaign/campaign.ts';
import { MAX_DIVISIONS } from '../../domain/campaign/division.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { ownWrapUpCodes } from '../../domain/message/wrapup-code.ts';
import {
  isSave,
  kindOf,
  type CatalogCommand,
  type CatalogDecision,
  type CatalogState,
  type Documents,
  type Entry,
  type Kind,
  type SaveBody,
} from './catalog-command.ts';
import { responseFaults } from './response-faults.ts';

/** Of each kind there may be as many as there may be divisions. */
export const MAX_OF_A_KIND = MAX_DIVISIONS;
const MAX_DESCRIPTION = 1_000;

const words: Readonly<Record<Kind, string>> = {
  division: 'division',
  wrapupCode: 'wrap-up code',
  library: 'response library',
  response: 'response',
};

export function decideCatalog(command: CatalogCommand, state: CatalogState, now: Date): CatalogDecision {
  const { subjectId, body } = command;
  const badId = idFault(subjectId);
  const faults = [
    ...(badId === null ? [] : [fault('invalid.property', 'subjectId', `subjectId ${badId}`)]),
    ...deletionNameFaults(command),
  ];
  if (faults.length > 0) return { accepted: false, faults };
  return isSave(body) ? save(subjectId, body, state, now) : remove(subjectId, kindOf(body), state);
}

function save(id: string, body: SaveBody, state: CatalogState, now: Date): CatalogDecision {
  const kind = kindOf(body);
  const { present, count } = state;
  if (body.version !== null && !present) return refuse(notFound(kind, id));
  if (body.version !== null && present && present.version !== body.version)
    return refuse(
      fault(
        'invalid.update.wrong.version',
        'version',
        `The change is based on version ${body.version}, but the ${words[kind]} has version ${present.version}: read it again.`,
      ),
    );
  const faults = [...nameFaults(body.name), ...fieldFaults(id, body, state)];
  if (body.version === null && present)
    faults.push(fault('invalid.create', 'subjectId', `A ${words[kind]} with the id ${id} exists already.`));
  if (state.isTaken) faults.push(fault('duplicate.name', 'name', 'The name already exists.'));
  if (!present && count >= MAX_OF_A_KIND)
    faults.push(
      fault(
        'max.entity.count.reached',
        null,
        `The maximum ${words[kind]} count has been reached: ${MAX_OF_A_KIND}.`,
        MAX_OF_A_KIND,
      ),
    );
  if (faults.length > 0) return refuse(...faults);
  const version = (present?.version ?? 0) + 1;
  const entry = toEntry(id, body, present, version, now);
  if (present && isSame(present, entry.document))
    return { accepted: true, effect: { kind: 'nothing' }, version: present.version };
  return { accepted: true, effect: { kind: 'put', entry }, version };
}

function remove(id: string, kind: Kind, { present, usedBy }: CatalogState): CatalogDecision {
  if (!present) return refuse(notFound(kind, id));
  if (kind === 'division' && id === HOME_DIVISION)
    return refuse(fault('invalid.update', 'subjectId', 'The Home division cannot be deleted.'));
  if (usedBy.length > 0)
    return refuse(
      fault(
        'referential.integrity.error',
        'subjectId',
        `The ${words[kind]} "${present.name}" is used by ${usedBy.join(', ')}.`,
      ),
    );
  return { accepted: true, effect: { kind: 'delete', of: kind, id }, version: null };
}

const refuse = (...faults: Fault[]): CatalogDecision => ({ accepted: false, faults });

const notFound = (kind: Kind, id: string): Fault =>
  fault('resource.not.found', 'subjectId', `There is no ${words[kind]} with the id ${JSON.stringify(id)}.`);

function fieldFaults(id: string, body: SaveBody, { missing, present }: CatalogState): Fault[] {
  switch (body.type) {
    case 'SaveDivision':
      return descriptionFaults(body.description);
    case 'SaveWrapupCode':
      return [
        ...descriptionFaults(body.description),
        ...missing.map((division) => divisionNotFound(division)),
        ...(ownWrapUpCodes.has(body.name)
          ? [fault('duplicate.name', 'name', `"${body.name}" is a wrap-up code of the system.`)]
          : []),
        ...(divisionOf(present) !== null &&
        body.divisionId !== null &&
        divisionOf(present) !== body.divisionId
          ? [fault('invalid.update', 'divisionId', `The wrap-up code ${id} stays in its division.`)]
          : []),
      ];
    case 'SaveResponseLibrary':
      return [];
    case 'SaveResponse':
      return responseFaults(body, missing);
    default:
      return body satisfies never;
  }
}

export const divisionNotFound = (id: string): Fault =>
  fault('division.not.found', 'divisionId', `There is no division with the id ${JSON.stringify(id)}.`);

function descriptionFaults(description: string): Fault[] {
  const { length } = [...description];
  if (length <= MAX_DESCRIPTION) return [];
  const message = `The description has ${length} characters; the limit is ${MAX_DESCRIPTION}.`;
  return [fault('constraint.validation', 'description', message, MAX_DESCRIPTION)];
}

function toEntry(
  id: string,
  body: SaveBody,
  present: Documents[Kind] | null,
  version: number,
  now: Date,
): Entry {
  const { name } = body;
  const entry = { _id: id, name, version, createdAt: present?.createdAt ?? now, modifiedAt: now };
  switch (body.type) {
    case 'SaveDivision': {
      const uses = present && 'uses' in present ? present.uses : 0;
      return { of: 'division', document: { ...entry, description: body.description, uses } };
    }
    case 'SaveWrapupCode': {
      const divisionId = divisionOf(present) ?? body.divisionId ?? HOME_DIVISION;
      return { of: 'wrapupCode', document: { ...entry, description: body.description, divisionId } };
    }
    case 'SaveResponseLibrary':
      return { of: 'library', document: entry };
    case 'SaveResponse': {
      const { templateName, templateLanguage, texts, substitutions, header, footer, buttons } = body;
      const fields = { templateName, templateLanguage, texts, substitutions, header, footer, buttons };
      const libraryIds = [...new Set(body.libraryIds)];
      return { of: 'response', document: { ...entry, ...fields, libraryIds } };
    }
    default:
      return body satisfies never;
  }
}

const divisionOf = (present: Documents[Kind] | null): string | null =>
  present && 'divisionId' in present ? present.divisionId : null;

const isSame = (before: Documents[Kind], after: Documents[Kind]): boolean =>
  isDeepStrictEqual({ ...before, version: 0, modifiedAt: null }, { ...after, version: 0, modifiedAt: null });
