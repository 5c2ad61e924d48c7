/** `npm run generate`: writes the API's description to dist/openapi.json, of which the typed client is made. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { openApiDocument } from './openapi-document.ts';

mkdirSync('dist', { recursive: true });
writeFileSync('dist/openapi.json', `${JSON.stringify(await openApiDocument('2.0'), null, 2)}\n`);
