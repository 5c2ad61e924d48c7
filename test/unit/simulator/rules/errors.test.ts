import { errorEntry, ERROR_ENTRIES } from '../../../../services/simulator/rules/documented-errors.ts';
import {
  errorBody,
  graphError,
  tokenError,
  unknownObject,
} from '../../../../services/simulator/rules/graph-error.ts';

test.each([
  [401, [0, 104, 190]],
  [
    400,
    [
      1, 33, 100, 130403, 130472, 131008, 131009, 131021, 131026, 131030, 131037, 131042, 131047, 131049,
      131050, 131051, 131052, 131053,
    ],
  ],
  [
    400,
    [
      131055, 131062, 131063, 132000, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069,
      134011, 134100, 134101, 135000,
    ],
  ],
  [400, [133000, 133005, 133006, 133008, 133009, 133010, 133015]],
  [403, [10, 200, 250, 299, 368, 130497, 131005, 131031]],
  [404, [132001]],
  [429, [4, 80007, 130429, 131048, 131056, 133016]],
  [500, [3, 131000, 131045, 131057, 134102]],
  [503, [2, 131016, 133004]],
])('HTTP %d answers %j', (status, codes) => {
  expect(codes.map((code) => [code, errorEntry(code).status])).toEqual(codes.map((code) => [code, status]));
});

test('every code stands once', () => {
  expect(new Set(ERROR_ENTRIES.map(({ code }) => code)).size).toBe(ERROR_ENTRIES.length);
});

test.each([
  [130429, '(#130429) Rate limit hit', 'Cloud API message throughput has been reached.'],
  [
    131048,
    '(#131048) Spam rate limit hit',
    'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  ],
  [80007, '(#80007) Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'],
  [
    131056,
    '(#131056) (Business Account, Consumer Account) pair rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
  ],
  [
    131042,
    '(#131042) There was an error related to your payment method.',
    'There was an error related to your payment method.',
  ],
  [4, '(#4) The app has reached its API call rate limit.', 'The app has reached its API call rate limit.'],
])('%d says what the contract says', (code, message, details) => {
  expect(graphError(code)).toMatchObject({ message, details });
});

test('the body is worded as the API words it', () => {
  expect(JSON.parse(errorBody(graphError(4), 'Az8o'))).toEqual({
    error: {
      message: '(#4) The app has reached its API call rate limit.',
      type: 'OAuthException',
      code: 4,
      error_data: { messaging_product: 'whatsapp', details: 'The app has reached its API call rate limit.' },
      error_subcode: 2446079,
      is_transient: true,
      fbtrace_id: 'Az8o',
    },
  });
  expect(JSON.parse(errorBody(tokenError(), 't'))).toMatchObject({
    error: { message: 'Error validating access token: Session has expired.', code: 190, error_subcode: 463 },
  });
  expect(unknownObject('7', 'post', 100)).toMatchObject({
    status: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
  });
});
