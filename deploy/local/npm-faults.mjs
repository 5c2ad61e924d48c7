// npm run faults: installs and builds what is missing, then becomes the fault suite.
import { build, install } from './prepare.mjs';

await install();
await build();
await import('../../dist/test/faults/faults.js');
