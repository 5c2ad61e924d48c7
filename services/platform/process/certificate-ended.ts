/** Since when a server's certificate has expired: its error does not tell, the certificate does. */
import { readCertificateExpiry } from './read-certificate-expiry.ts';
import { CERTIFICATE_EXPIRED } from './refusal.ts';

/**
 * @param sentence that ends with what is wrong
 * @param address host:port of the server that it is about
 * @returns the sentence, with the certificate's end if that is what is wrong and the server still shows it
 */
export async function withCertificateEnd(sentence: string, address: string): Promise<string> {
  if (!sentence.endsWith(CERTIFICATE_EXPIRED)) return sentence;
  const end = await readCertificateExpiry(address);
  return end instanceof Date
    ? `${sentence}: it ended at ${end.toISOString()} and must be renewed there`
    : sentence;
}
