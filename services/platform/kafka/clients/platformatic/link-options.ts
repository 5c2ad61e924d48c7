/** How the package is told to use TLS and who we are. */
import type { ConnectionOptions } from '@platformatic/kafka';
import type { KafkaConnection, KafkaLogin } from '../../../../../config/connections.ts';
import { createTokens } from '../../oauth-tokens.ts';

export type LinkOptions = ConnectionOptions & { clientId: string };

export const linkOptions = ({ tls, login }: KafkaConnection, clientId: string): LinkOptions => ({
  clientId,
  connectTimeout: 5_000,
  ...(tls ? { tls: { ...tls } } : {}),
  ...(login ? { sasl: saslOf(login) } : {}),
});

function saslOf(login: KafkaLogin): NonNullable<ConnectionOptions['sasl']> {
  switch (login.mechanism) {
    case 'oauthbearer': {
      const token = createTokens(login);
      return { mechanism: 'OAUTHBEARER', token: async () => (await token()).value };
    }
    case 'plain':
      return { mechanism: 'PLAIN', username: login.username, password: login.password };
    case 'scram-sha-256':
      return { mechanism: 'SCRAM-SHA-256', username: login.username, password: login.password };
    case 'scram-sha-512':
      return { mechanism: 'SCRAM-SHA-512', username: login.username, password: login.password };
  }
}
