// npm start: installs and builds what is missing, then becomes the launcher (same process, so signals reach it).
import { build, fail, install } from './prepare.mjs';
import { HELP, readStartOptions } from './start-options.mjs';

const read = readStartOptions(process.argv.slice(2));
if (read.help) process.stdout.write(HELP);
else if (read.fault) fail(`npm start: ${read.fault}\nOptions: npm start -- --help`);
else {
  await install();
  await build();
  const { launch } = await import('../../dist/deploy/local/launch.js');
  await launch(read.options);
}
