/** Kafka, MongoDB and the registry behind TLS, logins and rights, each of our processes a user of its own. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { freePorts } from '../../../deploy/local/free-port.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startKafka } from '../../../deploy/local/parts/start-kafka.ts';
import { startMongo } from '../../../deploy/local/parts/start-mongo.ts';
import { newTestDataDir } from '../real-parts.ts';
import { makeAuthority, makeFiles, type Authority, type Files } from './certificates.ts';
import { startRegistryGate } from './registry-gate.ts';
import { startTokenServer, type TokenServer } from './token-server.ts';

type Variables = Readonly<Record<string, string>>;

export type LockedParts = {
  readonly authority: Authority;
  readonly files: Files;
  readonly caFile: string;
  readonly kafka: Part;
  readonly mongo: Part;
  readonly tokens: TokenServer;
  /** Where clients come with certificates. */
  readonly certificateBroker: string;
  /** Of the same user at all parts. */
  passwordOf(user: string): string;
  /** The environment of a process that is this user everywhere. */
  env(user: string): Variables;
  stop(): Promise<void>;
};

/** May do everything. */
export const ADMIN = 'admin';

/** @param users besides the administrator @param tokenSeconds of an access token's life */
export async function startLockedParts(users: readonly string[], tokenSeconds = 600): Promise<LockedParts> {
  const files = makeFiles();
  const authority = await makeAuthority('Test authority');
  const caFile = files.write(authority.cert);
  const own = await authority.issue('kafka');
  const [certificateFile, keyFile] = [files.write(own.cert), files.write(own.key)];
  const passwords = Object.fromEntries(
    [...users, ADMIN].map((user) => [user, randomBytes(12).toString('hex')]),
  );
  const passwordOf = (user: string): string => passwords[user] ?? 'nobody';
  const admin = { username: ADMIN, password: passwordOf(ADMIN) };
  const tokens = await startTokenServer(passwords, tokenSeconds);
  const gate = await startRegistryGate(process.env['TEST_REGISTRY_URL'] ?? '', own, passwords);
  const dataDir = await newTestDataDir();
  const [port = 0, controllerPort = 0, certificatePort = 0, mongoPort = 0] = await freePorts(4);
  const [kafka, mongo] = await Promise.all([
    startKafka({
      ...{ dataDir, port, controllerPort, quickBoot: true },
      lock: { caFile, certificateFile, keyFile, admin, users: passwords, certificatePort, tokens },
    }),
    startMongo({
      ...{ dataDir, port: mongoPort, quickBoot: true },
      lock: {
        caFile,
        certificateKeyFile: files.write(`${own.cert}\n${own.key}`),
        keyFile: files.write(randomBytes(96).toString('base64')),
        admin,
      },
    }),
  ]);
  return {
    ...{ authority, files, caFile, kafka, mongo, tokens, passwordOf },
    certificateBroker: `127.0.0.1:${certificatePort}`,
    env(user) {
      const passwordFile = files.write(passwordOf(user));
      return {
        KAFKA_BROKERS: kafka.url,
        KAFKA_TLS: 'true',
        KAFKA_CA_FILE: caFile,
        KAFKA_SASL_MECHANISM: 'scram-sha-512',
        KAFKA_USERNAME: user,
        KAFKA_PASSWORD_FILE: passwordFile,
        SCHEMA_REGISTRY_URL: gate.url,
        SCHEMA_REGISTRY_CA_FILE: caFile,
        SCHEMA_REGISTRY_USERNAME: user,
        SCHEMA_REGISTRY_PASSWORD_FILE: passwordFile,
        MONGODB_URL: mongo.url,
        MONGODB_CA_FILE: caFile,
        MONGODB_USERNAME: user,
        MONGODB_PASSWORD_FILE: passwordFile,
      };
    },
    async stop() {
      tokens.close();
      gate.close();
      for (const part of [kafka, mongo]) part.kill('SIGKILL');
      await Promise.all([kafka.ended, mongo.ended]);
      await rm(dataDir, { recursive: true, force: true });
      files.remove();
    },
  };
}
