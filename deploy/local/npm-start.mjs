// npm start: installs and builds what is missing, then becomes the launcher (same process, so signals reach it).
import { build, install } from './prepare.mjs';

await install();
await build();
await import('../../dist/deploy/local/launch.js');
