/**
 * Notices while a client connects that every member of the database refuses us: the driver would try for half
 * a minute what another try cannot help.
 */
import type { MongoClient, ServerHeartbeatFailedEvent } from 'mongodb';
import { withCertificateEnd } from '../process/certificate-ended.ts';
import { Refusal, refusalOf } from '../process/refusal.ts';

export type RefusedByAll = {
  /** Rejects once every member that the URL names has refused us. */
  readonly byAll: Promise<never>;
  /** What an error of connecting means; null when another try may help. */
  refusal(error: unknown): Refusal | null;
  stop(): void;
};

export function refusedByAll(client: MongoClient): RefusedByAll {
  const members = client.options.hosts.map(String);
  const refusing = new Set<string>();
  let reject: (refusal: Refusal) => void = () => undefined;
  const byAll = new Promise<never>((_, no) => (reject = no));
  // nobody waits for it once the client is connected
  byAll.catch(() => undefined);
  const heartbeatFailed = ({ connectionId, failure }: ServerHeartbeatFailedEvent): void => {
    const refusal = refusalOf(failure, 'MONGODB');
    if (refusal === null) return;
    refusing.add(connectionId);
    if (members.every((member) => refusing.has(member)))
      void withCertificateEnd(`MongoDB at ${connectionId}: ${refusal}`, connectionId).then((sentence) =>
        reject(new Refusal(sentence, { cause: failure })),
      );
  };
  client.on('serverHeartbeatFailed', heartbeatFailed);
  return {
    byAll,
    refusal(error) {
      if (error instanceof Refusal) return error;
      const refusal = refusalOf(error, 'MONGODB');
      return refusal === null
        ? null
        : new Refusal(`MongoDB at ${members.join(', ')}: ${refusal}`, { cause: error });
    },
    stop: () => void client.off('serverHeartbeatFailed', heartbeatFailed),
  };
}
