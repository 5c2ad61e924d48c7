/**
 * The commands about divisions, wrap-up codes, responses and their libraries, and what a decision on one may
 * look at.
 */
import type {
  DivisionDocument,
  ResponseDocument,
  ResponseLibraryDocument,
  WrapupCodeDocument,
} from '../../../schemas/collections.ts';
import type { CampaignCommand } from '../../../schemas/types.ts';
import type { Fault } from '../../domain/fault.ts';

export type Kind = 'division' | 'wrapupCode' | 'library' | 'response';
export type Documents = {
  division: DivisionDocument;
  wrapupCode: WrapupCodeDocument;
  library: ResponseLibraryDocument;
  response: ResponseDocument;
};

/** Which thing a command is about. */
const kinds = {
  SaveDivision: 'division',
  DeleteDivision: 'division',
  SaveWrapupCode: 'wrapupCode',
  DeleteWrapupCode: 'wrapupCode',
  SaveResponseLibrary: 'library',
  DeleteResponseLibrary: 'library',
  SaveResponse: 'response',
  DeleteResponse: 'response',
} as const satisfies Partial<Record<CampaignCommand['body']['type'], Kind>>;

export type CatalogBody = Extract<CampaignCommand['body'], { type: keyof typeof kinds }>;
export type CatalogCommand = Omit<CampaignCommand, 'body'> & { body: CatalogBody };
export type SaveBody = Extract<CatalogBody, { name: string }>;

export const isCatalogCommand = (command: CampaignCommand): command is CatalogCommand =>
  Object.hasOwn(kinds, command.body.type);

export const kindOf = ({ type }: CatalogBody): Kind => kinds[type];

export const isSave = (body: CatalogBody): body is SaveBody => 'name' in body;

export type CatalogState = {
  /** The subject, if it exists. */
  present: Documents[Kind] | null;
  /** Another thing of the kind has the wanted name. */
  isTaken: boolean;
  /** Things of the kind. */
  count: number;
  /** What uses the subject, for people; of each kind of thing one. */
  usedBy: readonly string[];
  /** Ids of divisions or libraries that are named and do not exist. */
  missing: readonly string[];
};

/** A thing with its kind. */
export type Entry = { [K in Kind]: { of: K; document: Documents[K] } }[Kind];

export type CatalogEffect =
  { kind: 'nothing' } | { kind: 'put'; entry: Entry } | { kind: 'delete'; of: Kind; id: string };

export type CatalogDecision =
  { accepted: true; effect: CatalogEffect; version: number | null } | { accepted: false; faults: Fault[] };
