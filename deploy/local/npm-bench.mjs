// npm run bench: installs and builds what is missing, then becomes the benchmark.
import { build, install } from './prepare.mjs';

await install();
await build();
await import('../../dist/test/bench/bench.js');
