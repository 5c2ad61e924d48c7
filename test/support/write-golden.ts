/** Part of `npm run generate`: keeps golden bytes of schemas that changed, for test/unit/schemas/golden-records.test.ts. */
import { keepPresentVersions } from './golden-records.ts';

for (const version of keepPresentVersions(process.cwd())) console.log(`golden bytes of ${version}`);
