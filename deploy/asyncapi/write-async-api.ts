/**
 * Writes docs/asyncapi.json and docs/topics.md: part of `npm run generate`. A unit test compares both files.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { ASYNC_API, asyncApi } from './async-api.ts';
import { TOPICS_DOC, topicsDoc } from './topics-doc.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
writeFileSync(ASYNC_API, `${JSON.stringify(asyncApi(version), null, 2)}\n`);
writeFileSync(TOPICS_DOC, topicsDoc());
