import { createHmac } from 'node:crypto';
import { isSignedBy } from '../../../services/webhook/signature.ts';

const SECRET = 'app-secret-example';
// the contract's check vector (section 7): 78 bytes, with the escape as the provider writes it
const BODY = Buffer.from('{"object":"whatsapp_business_account","entry":[{"id":"1","note":"caf\\u00e9"}]}');
const SIGNATURE = 'sha256=ecd91624580065cc282d2500cce2f063c5c1f592ca82ff62ac4f5da767f352a9';

describe('the signature of a webhook call', () => {
  test("fits the contract's check vector", () => {
    expect(BODY).toHaveLength(78);
    expect(isSignedBy([SECRET], BODY, SIGNATURE)).toBe(true);
  });

  test('is over the raw bytes: the same JSON written otherwise does not fit', () => {
    const written = Buffer.from(JSON.stringify(JSON.parse(BODY.toString())));
    expect(isSignedBy([SECRET], written, SIGNATURE)).toBe(false);
  });

  test('fits with either secret while one is being rotated', () => {
    expect(isSignedBy(['the next one', SECRET], BODY, SIGNATURE)).toBe(true);
    expect(isSignedBy([SECRET, 'the former one'], BODY, SIGNATURE)).toBe(true);
  });

  test('does not fit with another secret, or with none', () => {
    expect(isSignedBy(['another'], BODY, SIGNATURE)).toBe(false);
    expect(isSignedBy([], BODY, SIGNATURE)).toBe(false);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['without its prefix', SIGNATURE.slice('sha256='.length)],
    ['too short', SIGNATURE.slice(0, -2)],
    ['not hexadecimal', `sha256=${'z'.repeat(64)}`],
    ['of the old kind', `sha1=${createHmac('sha1', SECRET).update(BODY).digest('hex')}`],
    ['given twice', [SIGNATURE, SIGNATURE]],
  ])('is refused when %s', (_what, header) => {
    expect(isSignedBy([SECRET], BODY, header)).toBe(false);
  });
});
