/** The parts around the rules, in memory: topics with offsets, the ledger with its conditional writes, the pace with its epoch. */
import type { MessageDocument, PaceDocument, PaceOfRun } from '../../schemas/collections.ts';
import type { Claim, ClaimedAttempt, ClaimLedger } from '../../services/ledger/claims/claim-ledger.ts';
import type { PaceStore } from '../../services/throttle/number/paced-number.ts';

/** A process dies here: what it has written stays, what it remembers is gone. */
export class Crash extends Error {}

/** A topic of two partitions: order within a key, at least once, from the committed offset after a crash or a rebalance. */
export class ModelTopic<V> {
  readonly #partitions: [V[], V[]] = [[], []];
  readonly #keyOf: (value: V) => string;
  readonly #position = [0, 0];
  readonly #committed = [0, 0];

  constructor(keyOf: (value: V) => string) {
    this.#keyOf = keyOf;
  }

  push(...values: V[]): void {
    for (const value of values) this.#partitions[this.#partitionOf(value)].push(value);
  }

  /** The next records of a partition, at most so many. */
  poll(partition: 0 | 1, most: number): V[] {
    const from = this.#position[partition] ?? 0;
    const batch = this.#partitions[partition].slice(from, from + most);
    this.#position[partition] = from + batch.length;
    return batch;
  }

  commit(partition: 0 | 1): void {
    this.#committed[partition] = this.#position[partition] ?? 0;
  }

  /** What is not committed comes again. */
  rewind(): void {
    for (const partition of [0, 1]) this.#position[partition] = this.#committed[partition] ?? 0;
  }

  get waiting(): number {
    return this.#partitions.reduce((sum, all, place) => sum + all.length - (this.#position[place] ?? 0), 0);
  }

  #partitionOf(value: V): 0 | 1 {
    let hash = 0;
    for (const character of this.#keyOf(value)) hash = (hash * 31 + character.charCodeAt(0)) | 0;
    return (hash & 1) as 0 | 1;
  }
}

/** MongoDB's collection `messages`, as far as the sender uses it. `beforeWrite` may end the process (Crash). */
export class ModelLedger implements ClaimLedger {
  readonly documents = new Map<string, MessageDocument>();
  crashes: 'before' | 'after' | null = null;

  async insertNew(documents: readonly MessageDocument[]): Promise<Set<number>> {
    this.#crashAt('before');
    const present = new Set<number>();
    for (const [place, document] of documents.entries()) {
      if (this.documents.has(document._id)) present.add(place);
      else this.documents.set(document._id, { ...document });
    }
    this.#crashAt('after');
    return present;
  }

  async claimWaiting(
    claims: readonly Claim[],
    owner: string,
    leaseUntil: Date,
    now: Date,
  ): Promise<Map<string, ClaimedAttempt>> {
    for (const { messageId, attempt, contactId } of claims) {
      const document = this.documents.get(messageId);
      if (document?.state !== 'WAITING' || document.attempt !== attempt - 1) continue;
      if (document.contactId !== contactId) continue;
      this.documents.set(messageId, {
        ...document,
        ...{ state: 'INTENT', attempt, owner, dueAt: leaseUntil, intentAt: now },
      });
    }
    const mine = claims.flatMap(({ messageId }): Array<[string, ClaimedAttempt]> => {
      const document = this.documents.get(messageId);
      if (document?.owner !== owner || document.state !== 'INTENT') return [];
      const { attempt, contactId } = document;
      return [[messageId, { attempt, contactId, isResent: false }]];
    });
    return new Map(mine);
  }

  async findContactsOf(messageIds: readonly string[]): Promise<Map<string, string>> {
    return new Map(
      messageIds.flatMap((id): Array<[string, string]> => {
        const document = this.documents.get(id);
        return document ? [[id, document.contactId]] : [];
      }),
    );
  }

  giveBack(claim: { messageId: string; attempt: number; owner: string }, now: Date): void {
    const document = this.documents.get(claim.messageId);
    if (document?.state !== 'INTENT' || document.attempt !== claim.attempt || document.owner !== claim.owner)
      return;
    const rest = { ...document };
    delete rest.owner;
    this.documents.set(claim.messageId, {
      ...rest,
      state: 'WAITING',
      attempt: claim.attempt - 1,
      dueAt: now,
    });
  }

  /** Only once: the next process lives. */
  #crashAt(place: 'before' | 'after'): void {
    if (this.crashes !== place) return;
    this.crashes = null;
    throw new Crash(`${place} the intents`);
  }
}

/** MongoDB's document `pace` of one number. */
export class ModelPace {
  document: PaceDocument = { _id: 'number', epoch: 0, owner: '', nextMicros: 0, runs: {} };

  claim(owner: string): PaceDocument {
    this.document = { ...this.document, epoch: this.document.epoch + 1, owner };
    return structuredClone(this.document);
  }

  reserve(epoch: number, reservation: Parameters<PaceStore['reserveSlots']>[2]): boolean {
    if (this.document.epoch !== epoch) return false;
    const runs: Record<string, PaceOfRun> = { ...this.document.runs };
    for (const [runId, pace] of reservation.runs) runs[runId] = { ...pace };
    for (const runId of reservation.ended) delete runs[runId];
    const { nextMicros, factor, holds, lifts } = reservation;
    this.document = { ...this.document, nextMicros, factor, holds: [...holds], lifts: [...lifts], runs };
    return true;
  }
}
