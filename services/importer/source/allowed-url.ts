/**
 * Which URLs may be fetched: http or https, on an origin that the operator lists, without credentials. The
 * address is checked later.
 */
import { UnusableFile } from '../csv/csv-row.ts';

export type AllowedUrls = {
  /** Exact origins, e.g. `https://files.example.com:8443`; their hosts must not be internal. */
  readonly origins: readonly string[];
  /** Exact origins whose hosts may be internal. */
  readonly internalOrigins: readonly string[];
  readonly maxBytes: number;
  /** For the whole of a file. */
  readonly timeoutMs: number;
};

const MAX_LENGTH = 2_048;

/**
 * @param base of a redirect
 * @throws UnusableFile
 */
export function allowedUrl(text: string, { origins, internalOrigins }: AllowedUrls, base?: URL): URL {
  if (text.length > MAX_LENGTH) throw notAllowed(`the URL has more than ${MAX_LENGTH} characters`);
  if (!URL.canParse(text, base?.href))
    throw notAllowed('it is not a URL; expected one such as https://files.example.com/a.csv');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw notAllowed(`the URL starts with ${JSON.stringify(url.protocol)}; expected http: or https:`);
  if (url.username !== '' || url.password !== '')
    throw notAllowed('the URL has a user name or password in it');
  if (!origins.includes(url.origin) && !internalOrigins.includes(url.origin))
    throw notAllowed(`files cannot be imported from ${url.origin}: it is not allowed (IMPORT_URL_ORIGINS)`);
  return url;
}

/** As logs and messages may show it: the part after `?` may be a secret. */
export const shownUrl = ({ origin, pathname }: URL): string => `${origin}${pathname}`;

const notAllowed = (message: string): UnusableFile => new UnusableFile('IMPORT_SOURCE_NOT_ALLOWED', message);

export const internalHost = (host: string): UnusableFile =>
  notAllowed(`the host ${host} is internal; only origins in IMPORT_INTERNAL_URL_ORIGINS may be internal`);
