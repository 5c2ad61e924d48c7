/** Every error code of the contract's section 6 with its usual HTTP status and texts. */

export interface ErrorEntry {
  code: number;
  /** HTTP status of a reply with this code. */
  status: number;
  /** Follows `(#code) `; without one the details are repeated (our choice). */
  title?: string;
  details: string;
  subcode?: number;
  transient?: true;
  /** Replies of throttling: their status may be switched to 400. */
  throttling?: true;
  /** The message carries no `(#code)` in front. */
  bare?: true;
}

const RATE_PAIR =
  'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.';

export const ERROR_ENTRIES: readonly ErrorEntry[] = [
  { code: 0, status: 401, details: 'We were unable to authenticate the app user.' },
  { code: 1, status: 400, details: 'Invalid request or possible server error.' },
  { code: 2, status: 503, details: 'Temporary due to downtime or due to being overloaded.', transient: true },
  { code: 3, status: 500, details: 'Capability or permissions issue.' },
  {
    code: 4,
    status: 429,
    details: 'The app has reached its API call rate limit.',
    subcode: 2446079,
    transient: true,
    throttling: true,
  },
  { code: 10, status: 403, details: 'Permission is either not granted or has been removed.' },
  { code: 33, status: 400, details: 'The business phone number has been deleted.' },
  {
    code: 100,
    status: 400,
    title: 'Invalid parameter',
    details: 'The request included one or more unsupported or misspelled parameters.',
  },
  { code: 104, status: 401, details: 'Access token is missing or its signature is not valid.' },
  {
    code: 190,
    status: 401,
    title: 'Error validating access token: Session has expired.',
    details: 'Your access token has expired.',
    subcode: 463,
    bare: true,
  },
  {
    code: 200,
    status: 403,
    details: 'Permission is either not granted or has been removed.',
    subcode: 1349174,
  },
  {
    code: 368,
    status: 403,
    details: 'The WhatsApp Business Account has been restricted or disabled for violating a platform policy.',
  },
  {
    code: 80007,
    status: 429,
    title: 'Rate limit issues',
    details: 'The WhatsApp Business Account has reached its rate limit.',
    throttling: true,
  },
  {
    code: 130403,
    status: 400,
    details: 'Message failed to send because the business has blocked this user.',
  },
  {
    code: 130429,
    status: 429,
    title: 'Rate limit hit',
    details: 'Cloud API message throughput has been reached.',
    throttling: true,
  },
  {
    code: 130472,
    status: 400,
    details: "Message was not sent because the user's number is part of an experiment.",
  },
  {
    code: 130497,
    status: 403,
    details: 'Business account is restricted from messaging users in this country.',
  },
  {
    code: 131000,
    status: 500,
    title: 'Something went wrong',
    details: 'Message failed to send due to an unknown error.',
  },
  { code: 131005, status: 403, details: 'Permission is either not granted or has been removed.' },
  {
    code: 131008,
    status: 400,
    title: 'Required parameter is missing',
    details: 'The request is missing a required parameter.',
  },
  {
    code: 131009,
    status: 400,
    title: 'Parameter value is not valid',
    details: 'One or more parameter values are invalid.',
  },
  {
    code: 131016,
    status: 503,
    title: 'Service unavailable',
    details: 'A service is temporarily unavailable.',
  },
  { code: 131021, status: 400, details: 'Sender and recipient phone number is the same.' },
  { code: 131026, status: 400, title: 'Message undeliverable', details: 'Unable to deliver message.' },
  {
    code: 131030,
    status: 400,
    title: 'Recipient phone number not in allowed list',
    details:
      'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
    subcode: 2655007,
  },
  {
    code: 131031,
    status: 403,
    details: 'The WhatsApp Business Account associated with the app has been restricted or disabled.',
  },
  {
    code: 131037,
    status: 400,
    details: 'The 555 business phone number used to send the request does not have an approved display name.',
  },
  { code: 131042, status: 400, details: 'There was an error related to your payment method.' },
  { code: 131045, status: 500, details: 'Message failed to send due to a phone number registration error.' },
  {
    code: 131047,
    status: 400,
    title: 'Re-engagement message',
    details: 'More than 24 hours have passed since the recipient last replied to the sender number.',
  },
  {
    code: 131048,
    status: 429,
    title: 'Spam rate limit hit',
    details:
      'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
    throttling: true,
  },
  {
    code: 131049,
    status: 400,
    details: 'This message was not delivered to maintain healthy ecosystem engagement.',
  },
  {
    code: 131050,
    status: 400,
    details:
      'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages on WhatsApp from your business.',
  },
  { code: 131051, status: 400, details: 'Unsupported message type.' },
  { code: 131052, status: 400, details: 'Unable to download the media sent by the user.' },
  { code: 131053, status: 400, details: 'Unable to upload the media used in the message.' },
  {
    code: 131055,
    status: 400,
    title: 'Method not allowed',
    details: 'This endpoint does not allow the message.',
  },
  {
    code: 131056,
    status: 429,
    title: '(Business Account, Consumer Account) pair rate limit hit',
    details: RATE_PAIR,
    throttling: true,
  },
  { code: 131057, status: 500, details: 'Business account is in maintenance mode.' },
  { code: 131062, status: 400, details: 'Business-scoped user ids are not supported for this message.' },
  {
    code: 131063,
    status: 400,
    details: 'Marketing templates are off on this endpoint; use marketing_messages.',
  },
  {
    code: 131064,
    status: 400,
    details:
      'Message failed to send because this account has reached its messaging limit due to template classification violations.',
  },
  {
    code: 132000,
    status: 400,
    title: 'Number of parameters does not match the expected number of params',
    details:
      'The number of variable parameter values included in the request did not match the number of variable parameters defined in the template.',
  },
  {
    code: 132001,
    status: 404,
    title: 'Template name does not exist in the translation',
    details: 'The template does not exist in the specified language or the template has not been approved.',
  },
  { code: 132005, status: 400, details: 'Translated text is too long.' },
  { code: 132007, status: 400, details: 'Template content violates a WhatsApp policy.' },
  { code: 132008, status: 400, details: 'Template content is not valid.' },
  {
    code: 132012,
    status: 400,
    title: 'Parameter format does not match format in the created template',
    details: 'Variable parameter values formatted incorrectly.',
  },
  {
    code: 132015,
    status: 400,
    details: 'Template is paused due to low quality so it cannot be sent in a template message.',
  },
  {
    code: 132016,
    status: 400,
    details: 'Template has been paused too many times due to low quality and is now permanently disabled.',
  },
  {
    code: 132018,
    status: 400,
    title: 'Template validation error',
    details: 'The template message is not valid.',
  },
  { code: 132068, status: 400, details: 'Flow is in blocked state.' },
  {
    code: 132069,
    status: 400,
    details: 'Flow is in throttled state and 10 messages using this flow were already sent in the last hour.',
  },
  { code: 133000, status: 400, details: 'A previous deregistration attempt failed.' },
  { code: 133004, status: 503, details: 'Server is temporarily unavailable.' },
  { code: 133005, status: 400, details: 'Two-step verification PIN incorrect.' },
  { code: 133006, status: 400, details: 'Phone number needs to be verified before registering.' },
  { code: 133008, status: 400, details: 'Too many two-step verification PIN guesses for this phone number.' },
  { code: 133009, status: 400, details: 'Two-step verification PIN was entered too quickly.' },
  { code: 133010, status: 400, details: 'Phone number not registered on the WhatsApp Business Platform.' },
  {
    code: 133015,
    status: 400,
    details: 'The phone number was deleted recently and its deletion has not completed yet.',
  },
  {
    code: 133016,
    status: 429,
    details:
      'Registration or deregistration failed because there were too many attempts for this phone number.',
    throttling: true,
  },
  {
    code: 134011,
    status: 400,
    details: 'WhatsApp Business payments terms of service have not been accepted.',
  },
  { code: 134100, status: 400, details: 'Only marketing templates are supported on this endpoint.' },
  {
    code: 134101,
    status: 400,
    title: 'Your template is still syncing',
    details: 'The template is being synchronised; try again in 10 minutes.',
  },
  {
    code: 134102,
    status: 500,
    title: 'Template unavailable for use',
    details: 'The template is not eligible for this endpoint.',
  },
  {
    code: 135000,
    status: 400,
    details: 'Message failed to send because of an unknown error with your request parameters.',
  },
  { code: 137000, status: 400, details: 'The recipient identity key hash does not match.' },
];

const byCode = new Map(ERROR_ENTRIES.map((entry) => [entry.code, entry]));

/** The entry of a code; 200–299 share the one of permissions, a code outside the table is a bare 400. */
export function errorEntry(code: number): ErrorEntry {
  const known = byCode.get(code);
  if (known) return known;
  if (code > 200 && code <= 299)
    return { code, status: 403, details: 'Permission is either not granted or has been removed.' };
  return { code, status: 400, details: 'An unknown error has occurred.' };
}

export function errorTitle(entry: ErrorEntry): string {
  return entry.title ?? entry.details;
}
