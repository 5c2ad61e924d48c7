/**
 * Checks the addresses of a host before connecting, and connects only to those: a name that resolves
 * differently the second time gains nothing (DNS rebinding).
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { isInternalAddress } from './internal-address.ts';

/** All addresses of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

export const resolveHost: Resolve = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true, verbatim: true }, (error, addresses) => {
      if (error) reject(error);
      else resolve(addresses);
    });
  });

export type CheckedConnections = {
  /** Hosts that the operator names may be internal. */
  readonly allowsInternal: boolean;
  /** The error for an internal host. */
  readonly refuse: (host: string) => Error;
  readonly resolve?: Resolve;
  readonly timeouts: {
    readonly connectMs: number;
    /** Longest wait for the answer's head, and between two parts of its body. */
    readonly silenceMs: number;
  };
};

/**
 * For requests to one URL that somebody else chose.
 * @throws what `refuse` makes: now when the host is an internal address, at connecting when it resolves to one
 */
export function agentFor(url: URL, connections: CheckedConnections): Agent {
  const { allowsInternal, refuse, resolve = resolveHost, timeouts } = connections;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // an address is connected to without a look-up
  if (isIP(host) !== 0 && !allowsInternal && isInternalAddress(host)) throw refuse(host);
  return new Agent({
    connect: { lookup: checkedLookup(resolve, allowsInternal, refuse), timeout: timeouts.connectMs },
    headersTimeout: timeouts.silenceMs,
    bodyTimeout: timeouts.silenceMs,
  });
}

/** For a connector, which calls it with a host name; one internal address among several is enough to refuse. */
function checkedLookup(
  resolve: Resolve,
  allowsInternal: boolean,
  refuse: (host: string) => Error,
): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (!allowsInternal && addresses.some(({ address }) => isInternalAddress(address)))
          done(refuse(host), '');
        else if (!first) done(new Error(`${host} has no address`), '');
        else if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, ''),
    );
  };
}
