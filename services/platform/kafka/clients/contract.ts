/**
 * What this project asks of a Kafka client on its busy paths: to write records, and to read a topic as a member
 * of a group that commits what is done. Each client has a folder here; nothing else knows which one it is.
 */

export type KafkaClient = {
  /** @throws when the cluster cannot be reached or refuses us */
  produce(): Promise<RecordProducer>;
  /** Joins a group; resolves with the first assignment. @throws when the cluster refuses us */
  consume(options: MemberOptions): Promise<Member>;
};

/** A record to write; clients take it as it is. Without a key it goes to `partition`. */
export type WrittenRecord = {
  key: string | Buffer | null;
  value: Buffer | null;
  headers?: Record<string, string | Buffer>;
  partition?: number;
};

export type RecordProducer = {
  /**
   * One batch of records a partition; which partition a key belongs to says partition-of-key.ts. Resolves when
   * all replicas have all records, in order per key. @throws when that is not known: sending again is harmless
   */
  send(topicName: string, records: WrittenRecord[]): Promise<void>;
  disconnect(): Promise<void>;
};

export type RecordHeaders = Record<string, Buffer | string | Array<Buffer | string> | undefined>;

/** A record that was read. Numbers are decimal text, as they have 64 bits. */
export type ReadRecord = {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly offset: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: string;
  readonly headers?: RecordHeaders;
};

export type CommittedOffset = { readonly partition: number; readonly offset: string };

/** Records of one partition, and what can be done about them. One object a batch, nothing a record. */
export type Batch = {
  readonly partition: number;
  readonly records: ReadRecord[];
  /** The offset behind the last record that the partition has. */
  readonly highWatermark: string;
  /** False once the member stops or the partition was given back. */
  isOurs(): boolean;
  /** @throws when the group is assigning its partitions again */
  heartbeat(): Promise<void>;
  /** Everything up to this record is done: what comes next follows it. What is not done comes again. */
  done(offset: string): void;
  /** No batch of this partition until the returned function is called. */
  pause(): () => void;
  /** One attempt, as the member and under the assignment that this batch belongs to. */
  commit(offsets: readonly CommittedOffset[]): Promise<void>;
};

export type MemberOptions = {
  readonly topicName: string;
  readonly group: string;
  readonly sessionMs: number;
  /** Partitions of the topic: as many batches may be under way. */
  readonly partitions: number;
  /** Where a partition without a committed offset begins. */
  readonly begin: 'earliest' | 'latest';
  /** Never two at once of one partition; what it throws ends nothing. */
  readonly onBatch: (batch: Batch) => Promise<void>;
  /** @returns where partitions begin instead of behind their committed offset */
  readonly onAssigned: (partitions: number[]) => ReadonlyMap<number, bigint>;
  /**
   * All partitions are given back, before they are assigned again. Resolves when what is done is committed, or
   * cannot be: a client that can waits for that
   */
  readonly onRevoked: () => Promise<void>;
  /** The member has ended and will not come back. */
  readonly onEnd: (error: Error) => void;
};

export type Member = {
  /** Leaves the group. What is to be committed was committed before. */
  leave(): Promise<void>;
};
