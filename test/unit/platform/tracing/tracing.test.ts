import { messageIdOf, runIdOf } from '../../../../services/domain/message/message.ts';
import { traceIdOf } from '../../../../services/domain/message/message-trace.ts';
import { createLogger } from '../../../../services/platform/process/logger.ts';
import {
  activeContext,
  carriedBy,
  carry,
  currentTracing,
  inSpan,
  openScope,
  setTracing,
  startSpan,
} from '../../../../services/platform/tracing/tracing.ts';
import { sdkTo } from '../../../support/trace-collector.ts';
import type { SamplerSettings } from '../../../../config/tracing.ts';

afterEach(() => setTracing(null));

const ALL: SamplerSettings = { name: 'parentbased_always_on', ratio: 1 };

function trace(sampler: SamplerSettings = ALL) {
  const tracing = sdkTo('http://127.0.0.1:9', sampler);
  setTracing(tracing);
  return tracing;
}

function linesOf(write: (log: ReturnType<typeof createLogger>) => unknown): unknown {
  const lines: string[] = [];
  const done = write(createLogger('test', 'i', 'info', false, { write: (line) => void lines.push(line) }));
  return Promise.resolve(done).then(() => lines.map((line) => JSON.parse(line) as Record<string, unknown>));
}

describe('a process that does not trace', () => {
  it('does the work and nothing else', async () => {
    const record = {};
    carry(record, { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
    await inSpan(
      'work',
      () => {
        throw new Error('nobody asks for attributes');
      },
      (span) => Promise.resolve(expect(span).toBeNull()),
    );
    expect([activeContext(), carriedBy(record), currentTracing()]).toEqual([null, null, null]);
  });

  it('logs no ids', async () => {
    const [line] = (await linesOf((log) =>
      inSpan(
        'work',
        () => ({}),
        async () => log.info('x'),
      ),
    )) as [object];
    expect(line).not.toHaveProperty('trace_id');
  });
});

describe('a process that traces', () => {
  it('logs the ids of the span in which a line is written', async () => {
    trace();
    let ids: object = {};
    const [inside, outside] = (await linesOf(async (log) => {
      await inSpan(
        'logged',
        () => ({}),
        async (span) => {
          ids = { trace_id: span?.spanContext().traceId, span_id: span?.spanContext().spanId };
          log.info('inside');
        },
      );
      log.info('outside');
    })) as [object, object];
    expect(inside).toMatchObject(ids);
    expect(outside).not.toHaveProperty('trace_id');
  });

  it('ends what is active with the span: loops that were begun in it are not part of it', async () => {
    trace();
    const scope = openScope(startSpan('short'));
    let look = (): unknown => undefined;
    const later = scope.run(async () => {
      const during = activeContext();
      await new Promise<void>((resolve) => (look = resolve));
      return [during !== null, activeContext()];
    });
    scope.end();
    look();
    expect(await later).toEqual([true, null]);
  });
});

describe('the sampler', () => {
  const traceIds = Array.from({ length: 20_000 }, (_, n) =>
    String(traceIdOf(messageIdOf(runIdOf('campaign', 7), String(13_170_000_000 + n)))),
  );
  const share = (sampler: SamplerSettings): number => {
    const { samples } = trace(sampler);
    return traceIds.filter(samples).length / traceIds.length;
  };

  it('takes of the messages of a run the share that it is told', () => {
    expect(share({ name: 'parentbased_traceidratio', ratio: 0.1 })).toBeCloseTo(0.1, 1);
    expect(share({ name: 'traceidratio', ratio: 0.5 })).toBeCloseTo(0.5, 1);
    expect(share({ name: 'parentbased_always_on', ratio: 0 })).toBe(1);
    expect(share({ name: 'always_off', ratio: 1 })).toBe(0);
  });

  it('takes the same messages in every process, and those of a smaller share among those of a larger one', () => {
    const one = trace({ name: 'parentbased_traceidratio', ratio: 0.2 });
    const other = trace({ name: 'traceidratio', ratio: 0.2 });
    const more = trace({ name: 'parentbased_traceidratio', ratio: 0.6 });
    expect(traceIds.filter(one.samples)).toEqual(traceIds.filter(other.samples));
    expect(traceIds.filter(one.samples).every(more.samples)).toBe(true);
  });

  it('gives a span the ids of the rule, and the next one random ones', () => {
    trace();
    const ids = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
    expect(startSpan('by rule', { parent: null, ids }).spanContext()).toMatchObject(ids);
    expect(startSpan('random', { parent: null }).spanContext().traceId).not.toBe(ids.traceId);
  });

  it('takes what belongs to recorded messages whatever the share, unless it is off', () => {
    const isRecorded = (sampler: SamplerSettings): boolean => {
      trace(sampler);
      return startSpan('batch', { always: true }).isRecording();
    };
    expect(isRecorded({ name: 'parentbased_traceidratio', ratio: 1e-9 })).toBe(true);
    expect(isRecorded({ name: 'parentbased_always_off', ratio: 1 })).toBe(false);
    expect(isRecorded({ name: 'parentbased_traceidratio', ratio: 0 })).toBe(false);
  });

  it.each([0, 1])('does as the caller says when it is parent-based (%i)', (traceFlags) => {
    trace({ name: 'parentbased_traceidratio', ratio: traceFlags === 1 ? 0.000_001 : 1 });
    const parent = { traceId: 'e'.repeat(32), spanId: 'f'.repeat(16), traceFlags, isRemote: true };
    expect(startSpan('child', { parent }).isRecording()).toBe(traceFlags === 1);
  });
});
