/** How kafkajs is told to use TLS and who we are. */
import type { SASLOptions } from 'kafkajs';
import type { KafkaConnection, KafkaLogin } from '../../../config/connections.ts';
import { createTokens, RENEW_BEFORE_MS } from './oauth-tokens.ts';

type Options = {
  brokers: string[];
  ssl?: { ca?: string; cert?: string; key?: string };
  sasl?: SASLOptions;
  reauthenticationThreshold: number;
};

export function kafkaOptions({ brokers, tls, login }: KafkaConnection): Options {
  return {
    brokers,
    reauthenticationThreshold: RENEW_BEFORE_MS,
    ...(tls ? { ssl: { ...tls } } : {}),
    ...(login ? { sasl: saslOptions(login) } : {}),
  };
}

function saslOptions(login: KafkaLogin): SASLOptions {
  if (login.mechanism === 'oauthbearer')
    return { mechanism: login.mechanism, oauthBearerProvider: createTokens(login) };
  const { mechanism, username, password } = login;
  return { mechanism, username, password };
}
