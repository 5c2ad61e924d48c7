/** What a cell may add to the address of a button, and which links a medium may have. */

// Characters that need encoding are encoded (RFC 3986); a value that would lead elsewhere or nowhere is
// refused with the reason, never sent broken.

export type LinkReading = { readonly link: string } | { readonly holds: string };

/** Characters that an address cannot have: line breaks, tabs, other control and invisible characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u034f\u115f\u1160\u2800\u3164\uffa0\ufe00-\ufe0f]/u;
const WHOLE_ADDRESS =
  /^(?:[a-z][a-z0-9+.-]*:)?[/\\]{2}|^(?:https?|ftps?|mailto|tel|javascript|data|file|whatsapp):|^www\./i;
/** `.` and `..` leave the button's own address. */
const DOT_SEGMENT = /(?:^|[/\\])(?:\.|%2e){1,2}(?:[/\\?#]|$)/i;
// both cases are written out: without case, the Kelvin sign is a k and the long s is an s
const NOT_OF_ADDRESSES = /%(?![0-9a-fA-F]{2})|[^a-zA-Z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gu;

/** @param text a cell; the suffix as it is sent, or why it cannot be one */
export function readUrlSuffix(text: string): LinkReading {
  if (UNSEEN.test(text)) return { holds: 'a line break or an invisible character, which no address has' };
  if (WHOLE_ADDRESS.test(text))
    return { holds: 'a whole address; expected what is added to the button’s own address' };
  if (DOT_SEGMENT.test(text.split(/[?#]/, 1)[0] ?? ''))
    return { holds: 'a part "." or "..", which leads out of the button’s own address' };
  return { link: text.replace(NOT_OF_ADDRESSES, encodeURIComponent) };
}

const MEDIA_LINK = /^https?:\/\/[^\s/?#]/i;

/** An http(s) link to a medium, encoded; null when it is not a link. */
export function readMediaLink(text: string): string | null {
  if (!MEDIA_LINK.test(text) || UNSEEN.test(text) || /\s[a-z]+:\/\//i.test(text) || !URL.canParse(text))
    return null;
  // characters that need no encoding stay as written
  return NOT_ASCII_OR_BLANK.test(text) ? new URL(text).href : text;
}

const NOT_ASCII_OR_BLANK = /[^\x21-\x7e]|[<>"`{}|^\\]/;
