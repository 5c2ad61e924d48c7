/**
 * Connects once before anything else does: kafkajs would try for half a minute what another try cannot help,
 * a certificate or a password that is wrong.
 */
import kafkajs from 'kafkajs';
import type { KafkaConnection } from '../../../config/connections.ts';
import { withCertificateEnd } from '../process/certificate-ended.ts';
import { Refusal, refusalIn, refusalOf } from '../process/refusal.ts';
import { kafkaOptions } from './kafka-options.ts';

/** @throws Refusal when every broker refuses us; a broker that cannot be reached now does not count */
export async function requireAccess(connection: KafkaConnection, clientId: string): Promise<void> {
  if (connection.tls === null && connection.login === null) return;
  const refusals: string[] = [];
  for (const broker of connection.brokers) {
    const refusal = await refusalAt(broker, connection, clientId);
    if (refusal === null) return;
    refusals.push(refusal);
  }
  throw new Refusal(refusals[0]);
}

async function refusalAt(
  broker: string,
  connection: KafkaConnection,
  clientId: string,
): Promise<string | null> {
  const admin = new kafkajs.Kafka({
    ...kafkaOptions({ ...connection, brokers: [broker] }),
    clientId,
    connectionTimeout: 5_000,
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    return null;
  } catch (error) {
    const refusal = kafkaRefusal(error, broker);
    return refusal === null ? null : await withCertificateEnd(refusal, broker);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** @param where the broker */
export function kafkaRefusal(error: unknown, where: string): string | null {
  const known = refusalIn(error);
  if (known) return known.message;
  const refusal = refusalOf(error, 'KAFKA');
  return refusal === null ? null : `Kafka at ${where}: ${refusal}`;
}
