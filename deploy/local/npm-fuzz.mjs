// npm run fuzz: installs and builds what is missing, then becomes the fuzzer of the HTTP API.
import { build, install } from './prepare.mjs';

await install();
await build();
await import('../../dist/test/fuzz/fuzz.js');
