/**
 * Message ids in the provider's form: "wamid." and base64 of a binary record that holds the recipient and 18
 * hex digits.
 */

/** `unique` must differ from message to message; at most 18 characters are kept. */
export function wamid(recipient: string, unique: string): string {
  const id = unique.toUpperCase().padStart(18, '0').slice(-18);
  const record = `\x1c\x18${String.fromCharCode(Math.min(recipient.length, 127))}${recipient}\x15\x02\x00\x11\x18\x12${id}\x00`;
  return `wamid.${Buffer.from(record, 'latin1').toString('base64')}`;
}

/** Makes ids that no other simulator process makes: a random prefix per process, then a count. */
export function wamidSource(randomPrefix: string): (recipient: string) => string {
  const prefix = randomPrefix.slice(0, 10);
  let count = 0;
  return (recipient) => wamid(recipient, prefix + (++count).toString(16).padStart(8, '0'));
}
