// npm run faults:load: installs and builds what is missing, then becomes the load run.
import { build, install } from './prepare.mjs';

await install();
await build();
await import('../../dist/test/faults/load/load.js');
