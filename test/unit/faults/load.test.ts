import { drawChart } from '../../faults/load/draw-chart.ts';
import { quantileOf, rates, readFigures } from '../../faults/load/read-figures.ts';
import type { Sample } from '../../faults/load/sample-system.ts';

/** Ten messages a second from second 2 to 10, thirty updates; memory grows by one MiB a sample. */
const samples: Sample[] = Array.from({ length: 8 }, (_, index) => {
  const seconds = index * 2;
  const sent = Math.min(80, Math.max(0, seconds - 2) * 10);
  return {
    seconds,
    accepted: sent,
    told: sent * 3,
    lag: { status: index % 3 },
    memory: { sender: 100 + index },
  };
});

test('rates are means over the time of sending, memory that of quarters, lag the most that was seen', () => {
  expect(readFigures(samples, 10)).toEqual({
    messages: 80,
    seconds: 6,
    messagesPerSecond: 10,
    updatesPerSecond: 30,
    memory: { sender: { second: 102, last: 104 } },
    mostLag: { status: 2 },
  });
});

test('a rate is that between two samples', () => {
  expect(rates(samples)[0]?.points.slice(0, 3)).toEqual([
    [2, 0],
    [4, 10],
    [6, 10],
  ]);
});

test('a chart has its lines, its legend and its marks, escaped', () => {
  const svg = drawChart(
    'Rate',
    'per second',
    [
      {
        name: 'a < b',
        points: [
          [0, 0],
          [60, 1_500],
        ],
      },
    ],
    [{ seconds: 30, text: 'sender killed' }],
  );
  expect(svg).toContain('a &lt; b');
  expect(svg).toContain('sender killed');
  expect(svg.match(/<polyline/g)).toHaveLength(1);
  expect(svg).toContain('>2000</text>'); // the axis ends at a round number
  expect(svg).toContain('>1 min</text>');
});

test('a chart of many samples stays small', () => {
  const points = Array.from({ length: 10_000 }, (_, second): [number, number] => [second, second]);
  expect(drawChart('Lag', 'records', [{ name: 'status', points }]).length).toBeLessThan(20_000);
});

test('a quantile lies within its bucket, and is not known beyond the last bound', () => {
  const text = [
    'took_seconds_bucket{le="0.1",service="webhook"} 50',
    'took_seconds_bucket{le="0.2",service="webhook"} 90',
    'took_seconds_bucket{le="+Inf",service="webhook"} 100',
    'took_seconds_count{service="webhook"} 100',
    'other_seconds_bucket{le="7"} 1',
  ].join('\n');
  expect(quantileOf(text, 'took_seconds', 0.5)).toBeCloseTo(0.1);
  expect(quantileOf(text, 'took_seconds', 0.7)).toBeCloseTo(0.15);
  expect(quantileOf(text, 'took_seconds', 0.99)).toBeNull();
  expect(quantileOf('', 'took_seconds', 0.5)).toBeNull();
});
