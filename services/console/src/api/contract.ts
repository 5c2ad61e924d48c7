/**
 * Resources by the Genesys Cloud contract whose shapes the console relies on: integrations, responses (templates), filters, DNC lists,
 * divisions. Calls go through the same client as all others.
 */
import { answerOf } from './api-failure.ts';
import { api } from './client.ts';

export type Ref = { id: string; name?: string };
export type Listing<E> = { entities: E[]; pageNumber: number; pageSize: number; total: number };
export type ImportStatus = {
  state?: 'IN_PROGRESS' | 'FAILED';
  totalRecords: number;
  completedRecords: number;
  percentComplete: number;
  failureReason?: string;
};
export type Integration = {
  id: string;
  name: string;
  phoneNumber?: string;
  status?: string;
  /** Ours: where the templates of its account are. */
  templateLibrary?: { id: string };
  /** Ours: how the number stands with WhatsApp. */
  health?: {
    qualityRating: string | null;
    limitTier: string | null;
    perSecond: number;
    rateFactor: number;
    holds: Array<{ scope: string; until: string; reason: string }>;
  };
};
export type TemplateResponse = {
  id: string;
  name: string;
  texts?: Array<{ content: string; type?: string }>;
  substitutions?: Array<{ id: string; description?: string; defaultValue?: string }>;
  messagingTemplate?: {
    whatsApp?: {
      name: string;
      language: string;
      header?: { type: string; content?: string };
      messageFooter?: { content?: string };
      buttons?: Array<{ type: string; content?: string; contentText?: string; payload?: string }>;
      templateStatus?: string;
    };
  };
};
export type Filter = { id: string; name: string; contactList: Ref };
export type DncList = {
  id: string;
  name: string;
  contactMethod?: string;
  size?: number;
  importStatus?: ImportStatus;
};
export type Division = { id: string; name: string; description?: string; homeDivision?: boolean };
export type Contact = { id: string; data: Record<string, string> };

type Options = { query?: Record<string, unknown>; body?: unknown };
type Loose = (
  method: string,
  path: string,
  init: { params: { query: Record<string, unknown> }; body?: unknown },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** @throws ApiFailure as `answerOf` does */
export async function call<T>(method: string, path: string, { query = {}, body }: Options = {}): Promise<T> {
  const request = api.request as unknown as Loose;
  const answer = await answerOf(
    request(method.toLowerCase(), path, { params: { query }, ...(body === undefined ? {} : { body }) }),
  );
  return answer as T;
}
