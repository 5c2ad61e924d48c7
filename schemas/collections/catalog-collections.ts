/**
 * What campaigns and lists are sorted into and described with: divisions, wrap-up codes, responses and their
 * libraries.
 */
import { collection } from './collection.ts';
import type { ResponseButton, ResponseHeader, ResponseText, Substitution } from '../types.ts';

type Entry = {
  _id: string;
  name: string;
  /** Grows with every change. */
  version: number;
  createdAt: Date;
  modifiedAt: Date;
};

export type DivisionDocument = Entry & {
  description: string;
  /** Grows with each thing that is put into it, so that its deletion at the same time conflicts. */
  uses: number;
};

/** One of people's own; those of the system are in services/domain/message/wrapup-code.ts. */
export type WrapupCodeDocument = Entry & { divisionId: string; description: string };

export type ResponseLibraryDocument = Entry;

/** A WhatsApp template as campaigns name it, with what fills its parameters. */
export type ResponseDocument = Entry & {
  libraryIds: string[];
  templateName: string;
  templateLanguage: string;
  texts: ResponseText[];
  substitutions: Substitution[];
  header: ResponseHeader | null;
  footer: string | null;
  buttons: ResponseButton[];
};

const byName = { keys: { name: 1 }, unique: true } as const;

export const catalogCollections = {
  divisions: collection<DivisionDocument>({
    name: 'divisions',
    writers: ['campaigns', 'commands'],
    indexes: [byName],
  }),
  wrapupCodes: collection<WrapupCodeDocument>({
    name: 'wrapup_codes',
    writers: ['campaigns'],
    indexes: [byName, { keys: { divisionId: 1 } }],
  }),
  responseLibraries: collection<ResponseLibraryDocument>({
    name: 'response_libraries',
    writers: ['campaigns'],
    indexes: [byName],
  }),
  responses: collection<ResponseDocument>({
    name: 'responses',
    writers: ['campaigns'],
    indexes: [byName, { keys: { libraryIds: 1, name: 1 } }],
  }),
} as const;
