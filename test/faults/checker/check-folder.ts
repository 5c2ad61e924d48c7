/** Checks a folder of evidence: `node dist/test/faults/checker/check-folder.js <folder>`. Exit code 1 when a rule is violated. */
import { check, rules } from './check.ts';
import { readEvidence } from './read-evidence.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('give the folder of evidence that a fault run left');
  process.exit(64);
}
const violations = check(readEvidence(folder));
for (const { rule, what } of violations) console.log(`${rule}: ${what}`);
console.log(`${Object.keys(rules).length} rules, ${violations.length} violations`);
process.exit(violations.length === 0 ? 0 : 1);
