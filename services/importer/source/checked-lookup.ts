/**
 * Checks the addresses of a host before connecting, and connects only to those: a name that resolves
 * differently the second time gains nothing (DNS rebinding).
 */
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { notAllowed } from './allowed-url.ts';
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

/** For a connector, which calls it with a host name; one internal address among several is enough to refuse. */
export function checkedLookup(resolve: Resolve, allowsInternal: boolean): LookupFunction {
  return (host, options, done) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (!allowsInternal && addresses.some(({ address }) => isInternalAddress(address)))
          done(internalHost(host), '');
        else if (!first) done(new Error(`${host} has no address`), '');
        else if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, ''),
    );
  };
}

export const internalHost = (host: string) =>
  notAllowed(`the host ${host} is internal; only origins in IMPORT_INTERNAL_URL_ORIGINS may be internal`);
