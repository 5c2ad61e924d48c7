/**
 * `node dist/test/bench/plan-capacity.js [messages per second…]`: what a rate needs, and what breaks first
 * (docs/scaling.md).
 */
import { limitTable, planTable } from './capacity-tables.ts';

const DOCUMENTED = [1_000, 10_000, 100_000];

const rates = process.argv.slice(2).map(Number);
if (rates.some((rate) => !Number.isFinite(rate) || rate <= 0)) {
  console.error('plan-capacity: expected messages per second, e.g. 5000');
  process.exit(64);
}
process.stdout.write(`${planTable(rates.length > 0 ? rates : DOCUMENTED)}\n\n${limitTable()}\n`);
