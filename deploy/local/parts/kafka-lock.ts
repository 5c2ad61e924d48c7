/**
 * What locks a Kafka node: TLS and a login on the listener of its clients, mutual TLS for its controller and
 * for clients that are known by their certificate, and an authorizer that refuses what nobody allowed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaConnection } from '../../../config/connections.ts';

export interface KafkaLock {
  /** PEM files. The certificate must be for the host, its subject CN=kafka. */
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** Super user. */
  readonly admin: { readonly username: string; readonly password: string };
  /** User → password, by SCRAM and PLAIN. */
  readonly users: Readonly<Record<string, string>>;
  /** Clients with certificates alone: `User:CN=…`. */
  readonly certificatePort: number;
  /** Who signs access tokens for OAUTHBEARER. */
  readonly tokens?: { readonly jwksUrl: string; readonly audience: string };
}

const LISTENER = 'listener.name.clients';
const MODULES = 'org.apache.kafka.common.security';

/** @param folder for the key store */
export function lockProperties(
  lock: KafkaLock,
  host: string,
  port: number,
  controllerPort: number,
  folder: string,
): Record<string, string> {
  const { admin, users, tokens } = lock;
  const store = join(folder, 'key-store.pem');
  writeFileSync(
    store,
    `${readFileSync(lock.keyFile, 'utf8')}\n${readFileSync(lock.certificateFile, 'utf8')}`,
    {
      mode: 0o600,
    },
  );
  const everyone = Object.entries({ ...users, [admin.username]: admin.password });
  const mechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', ...(tokens ? ['OAUTHBEARER'] : [])];
  return {
    listeners: `CLIENTS://${host}:${port},CERTIFICATES://${host}:${lock.certificatePort},CONTROLLER://${host}:${controllerPort}`,
    'advertised.listeners': `CLIENTS://${host}:${port},CERTIFICATES://${host}:${lock.certificatePort}`,
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CERTIFICATES:SSL,CONTROLLER:SSL',
    'inter.broker.listener.name': 'CERTIFICATES',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': store,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': lock.caFile,
    'ssl.client.auth': 'required',
    [`${LISTENER}.ssl.client.auth`]: 'none',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': `User:CN=kafka;User:${admin.username}`,
    'sasl.enabled.mechanisms': mechanisms.join(','),
    [`${LISTENER}.sasl.enabled.mechanisms`]: mechanisms.join(','),
    [`${LISTENER}.plain.sasl.jaas.config`]: `${MODULES}.plain.PlainLoginModule required ${everyone
      .map(([name, password]) => `user_${name}="${password}"`)
      .join(' ')};`,
    [`${LISTENER}.scram-sha-256.sasl.jaas.config`]: `${MODULES}.scram.ScramLoginModule required;`,
    [`${LISTENER}.scram-sha-512.sasl.jaas.config`]: `${MODULES}.scram.ScramLoginModule required;`,
    ...(tokens
      ? {
          [`${LISTENER}.oauthbearer.sasl.jaas.config`]: `${MODULES}.oauthbearer.OAuthBearerLoginModule required;`,
          [`${LISTENER}.oauthbearer.sasl.server.callback.handler.class`]: `${MODULES}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
          [`${LISTENER}.oauthbearer.sasl.oauthbearer.jwks.endpoint.url`]: tokens.jwksUrl,
          [`${LISTENER}.oauthbearer.sasl.oauthbearer.expected.audience`]: tokens.audience,
          [`${LISTENER}.oauthbearer.connections.max.reauth.ms`]: '3600000',
        }
      : {}),
  };
}

/** Kafka fetches keys from no address that this does not name. */
export const lockFlags = ({ tokens }: KafkaLock): string[] =>
  tokens ? [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokens.jwksUrl}`] : [];

/** For StorageTool: the users are there when the node starts for the first time. */
export const lockFormatArguments = ({ admin, users }: KafkaLock): string[] =>
  Object.entries({ ...users, [admin.username]: admin.password }).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
      '--add-scram',
      `${mechanism}=[name=${name},password=${password}]`,
    ]),
  );

/** As the super user. */
export const adminConnection = (broker: string, { caFile, admin }: KafkaLock): KafkaConnection => ({
  brokers: [broker],
  tls: { ca: readFileSync(caFile, 'utf8') },
  login: { mechanism: 'scram-sha-512', ...admin },
});
