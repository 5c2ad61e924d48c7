/**
 * Addresses that are not on the public internet: this machine, its network, link-local ones (where clouds
 * keep their metadata), documentation, multicast and reserved ranges (IANA's special-purpose registries),
 * also where IPv6 wraps an IPv4 address.
 */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const blocked = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  blocked.addSubnet(network, prefix, 'ipv4');

/** The public part of IPv6; all other addresses are local, multicast or not assigned. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

for (const [network, prefix] of [
  // Teredo, ORCHID, benchmarking
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4: any IPv4 address within
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  blocked.addSubnet(network, prefix, 'ipv6');

/** @param written as a resolver gives it; a text that is not an address counts as internal */
export function isInternalAddress(written: string): boolean {
  const [address = ''] = written.split('%'); // a zone, as in fe80::1%eth0
  if (isIPv4(address)) return blocked.check(address, 'ipv4');
  if (!isIPv6(address)) return true;
  return !globalUnicast.check(address, 'ipv6') || blocked.check(address, 'ipv6');
}
