/** CPU seconds beside the elapsed ones in the last lines of `npm test`. */
import { spawnSync } from 'node:child_process';

test('user and system time of ended children, in hundredths of a second, whatever the name holds', () => {
  const stat = '7 (a) R 1) S 1 7 7 0 -1 4194304 99 0 0 0 11 12 150 25 20 0 1 0 1400815';
  const { stdout } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { readCpuSeconds } from './deploy/local/child-cpu.mjs'; console.log(readCpuSeconds('${stat}'));`,
    ],
    { encoding: 'utf8' },
  );
  expect(stdout.trim()).toBe('1.75');
});
