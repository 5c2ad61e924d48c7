/**
 * When the certificate ends that a TLS server shows, whoever has signed it: a certificate that nobody trusts
 * ends all the same.
 */
import { isIP } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';

const WAIT_MS = 10_000;
const TLS_PORT = 443;

/** @param address host or host:port @returns a sentence when there is no certificate to be had */
export function readCertificateExpiry(address: string): Promise<Date | string> {
  const [host = '', port] = address.split(':');
  // the name that the server is asked for; an address is none (RFC 6066, 3)
  const servername = isIP(host) ? '' : host;
  return new Promise((resolve) => {
    const socket = connect({
      ...{ host, port: port === undefined ? TLS_PORT : Number(port), servername, timeout: WAIT_MS },
      rejectUnauthorized: false,
    });
    const end = (result: Date | string): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('secureConnect', () => {
      const { valid_to: until } = socket.getPeerCertificate(true) as Partial<DetailedPeerCertificate>;
      end(until === undefined ? `${address} shows no certificate` : new Date(until));
    });
    socket.once('timeout', () => end(`${address} did not answer within ${WAIT_MS} ms`));
    socket.once('error', (error: Error) => end(`${address} cannot be reached: ${error.message}`));
  });
}
