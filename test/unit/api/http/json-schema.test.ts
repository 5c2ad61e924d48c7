import { createValidatorCompiler } from '../../../../services/api/http/json-schema.ts';

const body = { method: 'POST', url: '/', httpPart: 'body' };
const unusable = { type: 'nothing that there is' };

test.each([true, false])(
  'what is wrong with a request is known of each request (made at once: %s)',
  (atOnce) => {
    const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
    const check = createValidatorCompiler(atOnce)({ ...body, schema }) as unknown as {
      (data: unknown): boolean;
      errors?: { keyword: string }[] | null;
    };
    expect(check({})).toBe(false);
    expect(check.errors).toMatchObject([{ keyword: 'required' }]);
    expect(check({ name: 1 })).toBe(false);
    expect(check.errors).toMatchObject([{ keyword: 'type' }]);
    expect(check({ name: 'a' })).toBe(true);
    expect(check.errors).toBeNull();
  },
);

test('a schema that cannot be used is refused with its route where checks are made at once', () => {
  expect(() => createValidatorCompiler(true)({ ...body, schema: unusable })).toThrow(/schema/);
  const check = createValidatorCompiler()({ ...body, schema: unusable });
  expect(() => check({})).toThrow(/schema/);
});
