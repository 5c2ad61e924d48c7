/** What is said of a MongoDB collection: name, document, indexes, who writes it, and the shard key planned for growth. */
import type { Document } from 'mongodb';

export type CollectionIndex = {
  keys: Record<string, 1 | -1>;
  unique?: true;
  expireAfterSeconds?: number;
  /** The setting that replaces `expireAfterSeconds`, which is its default. */
  expiresBy?: 'events' | 'outcomes' | 'audits' | 'deliveries';
  /** Only documents that have the field. */
  onlyWith?: string;
  /** Only documents whose fields have these values. */
  onlyWhere?: Record<string, string>;
};

export type Collection<D extends Document> = {
  readonly name: string;
  /** Folders of `services/` whose code has statements that write it; a library writes for the processes that call it. */
  readonly writers: readonly string[];
  readonly indexes: readonly CollectionIndex[];
  readonly shardKey?: Record<string, 1 | 'hashed'>;
  /** Never set; carries the document's type. */
  readonly document?: D;
};

/** A definition with its document's type. */
export const collection = <D extends Document>(definition: Collection<D>): Collection<D> => definition;
