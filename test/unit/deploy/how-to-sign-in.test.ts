import { signInLine } from '../../../deploy/local/how-to-sign-in.ts';

test('npm start says the first password as the api logged it, the latest of several', () => {
  const line = (password: string) =>
    JSON.stringify({
      level: 'warn',
      msg: `first administrator: sign in as admin@localhost with the password ${password}, and change it`,
    });
  expect(signInLine(`${line('old-one')}\n{"msg":"ready"}\n${line('abc-DEF_9')}\n`)).toContain(
    'as admin@localhost with the first password abc-DEF_9;',
  );
});

test('a log without it leads to another password', () => {
  expect(signInLine('')).toContain('wac users reset-password admin@localhost');
});
