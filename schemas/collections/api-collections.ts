/** What the HTTP API keeps for its callers between two requests. */
import { collection } from './collection.ts';

/** What a caller asked to export; the file is made while it is downloaded. */
export type ExportDocument = {
  _id: string;
  kind: 'CONTACTS' | 'DNC';
  listId: string;
  /** `client:<id>` or `user:<id>`. */
  owner: string;
  /** JSON of the contract's ContactsExportRequest; null = everything. */
  request: string | null;
  at: Date;
};

/** A file that is being uploaded, or whose import has not been decided: what stays of one that broke off is found by it. */
export type OpenUploadDocument = { _id: string; at: Date };

const DAY_SECONDS = 24 * 3600;

export const apiCollections = {
  exports: collection<ExportDocument>({
    name: 'exports',
    writers: ['api', 'people'],
    indexes: [
      { keys: { listId: 1, owner: 1, at: -1 } },
      { keys: { at: 1 }, expireAfterSeconds: DAY_SECONDS },
    ],
  }),
  openUploads: collection<OpenUploadDocument>({
    name: 'open_uploads',
    writers: ['api'],
    indexes: [{ keys: { at: 1 } }],
  }),
} as const;
