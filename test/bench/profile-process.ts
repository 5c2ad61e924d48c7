/** Loaded first into a process (`node --import`): profiles it from start to end, into PROFILE_FOLDER. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { basename, dirname, join } from 'node:path';

const folder = process.env['PROFILE_FOLDER'] ?? '.';
const name = basename(dirname(process.argv[1] ?? 'process'));
const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: 1_000 });
session.post('Profiler.start');
process.once('exit', () => {
  // within one's own thread the inspector answers before `post` returns
  session.post('Profiler.stop', (_error, { profile }) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}-${process.pid}.cpuprofile`), JSON.stringify(profile));
  });
});
