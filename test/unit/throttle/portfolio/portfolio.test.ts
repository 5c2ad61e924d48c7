import * as fc from 'fast-check';
import { PortfolioModel, WINDOW_MS, type Fate } from './portfolio-model.ts';

const instance = fc.nat(1);
const number = fc.nat(2);
const person = fc.nat(30).map((n) => `4930${n}`);
const people = fc.array(person, { minLength: 1, maxLength: 6 });

type Model = PortfolioModel;
const times = (n: number, act: () => void): void => {
  for (let turn = 0; turn < n; turn += 1) act();
};

/** Whole rounds, which bring the portfolio to its limit, and single steps in any order between them. */
const command: fc.Arbitrary<(model: Model) => unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.nat(9), fc.nat(6)).map(([n, most]) => async (m: Model) => {
      for (let turn = 0; turn <= most; turn += 1) {
        m.step(n);
        await Promise.resolve();
      }
    }),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(instance, number, fc.nat(4)).map(
      ([of, which, wanted]) =>
        (m: Model) =>
          void m.look(of, which, wanted),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(instance, number, people).map(
      ([of, which, whom]) =>
        (m: Model) =>
          void m.release(of, which, whom),
    ),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.nat(9), fc.constantFrom<Fate>('accepted', 'accepted', 'accepted', 'refused', 'unknown'))
      .map(
        ([which, fate]) =>
          (m: Model) =>
            times(3, () => m.arrive(which, fate)),
      ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(instance, number, people).map(([of, which, whom]) => async (m: Model) => {
      await Promise.all([m.look(of, which, 3), m.drain()]);
      await Promise.all([m.release(of, which, whom), m.drain()]);
      times(whom.length, () => m.arrive(0, 'accepted'));
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(instance, number).map(
      ([of, which]) =>
        (m: Model) =>
          m.claim(of, which),
    ),
  },
  { weight: 1, arbitrary: instance.map((of) => (m: Model) => m.crash(of)) },
  { weight: 2, arbitrary: instance.map((of) => (m: Model) => void m.settle(of)) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(300, 300, 1_500, 1_500, 20_000, 40_000, 70_000, WINDOW_MS / 2, WINDOW_MS + 3_000)
      .map((ms) => (m: Model) => void (m.nowMs += ms)),
  },
  { weight: 2, arbitrary: fc.constant((m: Model) => m.drain()) },
  { weight: 1, arbitrary: fc.constant((m: Model) => m.drain(1)) },
);

async function run(limit: number, commands: ReadonlyArray<(model: Model) => unknown>): Promise<Model> {
  const model = new PortfolioModel(limit);
  for (const [place, of] of [0, 1, 0].entries()) model.claim(of, place);
  for (const one of commands) {
    await one(model);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  }
  return model;
}

const scripts = fc.array(command, { minLength: 30, maxLength: 120, size: 'max' });

describe('the places of a portfolio', () => {
  it('never let more people be messaged within the window than the limit allows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), scripts, async (limit, commands) => {
        const model = await run(limit, commands);
        await model.drain();
        expect(model.faults).toEqual([]);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('are had by whoever asks while some are free, however others died', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), scripts, async (limit, commands) => {
        const model = await run(limit, commands);
        await model.rest();
        model.claim(0, 0);
        const go = async (work: Promise<unknown>): Promise<void> => {
          await Promise.all([work, model.drain()]);
        };
        for (let round = 0; round < 6; round += 1) {
          await go(model.look(0, 0, 1));
          await go(model.settle(0));
        }
        await go(model.look(0, 0, 1));
        const inWindow = [...model.lastAccepted.values()].filter(
          (atMs) => atMs > model.nowMs - WINDOW_MS - 5_000,
        );
        // of those whose outcome nobody knows each costs a place
        const counted = Math.max(inWindow.length, model.portfolios[0].window.counted.size);
        expect(model.places[0]?.[0]?.left ?? 0).toBe(counted < limit ? 1 : 0);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

describe('a place', () => {
  /** Numbers 0 and 2 are of one instance, 1 of the other. */
  async function given(limit: number): Promise<Model & { go(work: Promise<unknown>): Promise<void> }> {
    const model = await run(limit, []);
    return Object.assign(model, {
      go: async (work: Promise<unknown>) => void (await Promise.all([work, model.drain()])),
    });
  }

  it('that a message has taken stays reserved while it is not recorded that it has', async () => {
    const model = await given(1);
    await model.go(model.look(0, 0, 1));
    const releasing = model.release(0, 0, ['491']);
    // the statement that records hangs; the number gives back what it has left, and another asks
    await Promise.all([model.look(0, 0, 0), model.drain(1)]);
    await Promise.all([model.look(1, 1, 1), model.drain(1)]);
    expect(model.places[1]?.[1]?.left).toBe(0);
    await model.go(releasing);
  });

  it('of a number that was claimed anew is not given away by a look of its owner before', async () => {
    const model = await given(8);
    model.claim(1, 0);
    await model.go(model.look(1, 0, 2));
    await model.go(model.look(0, 0, 0));
    for (let turn = 0; turn < 30; turn += 1) await model.go(model.look(1, 1, 8));
    expect([model.places[1]?.[0]?.left, model.places[1]?.[1]?.left]).toEqual([2, 6]);
  });

  it('that nobody came back to is had by others once its owner can release nothing more', async () => {
    const model = await given(1);
    await model.go(model.look(0, 0, 1));
    model.nowMs += 61_000;
    await model.go(model.look(1, 1, 1));
    expect(model.places[1]?.[1]?.left).toBe(1);
    await model.go(model.release(0, 0, ['491']));
    await model.go(model.release(1, 1, ['492']));
    for (let turn = 0; turn < 2; turn += 1) model.arrive(0, 'accepted');
    expect([...model.lastAccepted.keys()]).toEqual(['492']);
  });

  it('is not needed by somebody who counts for certain, and is by somebody who may be given back', async () => {
    const model = await given(1);
    await model.go(model.look(0, 0, 1));
    await model.go(model.release(0, 0, ['491']));
    model.arrive(0, 'accepted');
    await model.go(model.look(1, 1, 1));
    const again = async (): Promise<number> => {
      let released = 0;
      await model.go(model.release(1, 1, ['491', '492']).then((count) => void (released = count)));
      return released;
    };
    expect(await again()).toBe(0);
    model.nowMs += 40_000;
    await model.go(model.look(0, 0, 1));
    await model.go(model.settle(0));
    await model.go(model.look(1, 1, 1));
    expect(await again()).toBe(1);
  });

  it('comes back when its message was refused, and with the end of the window', async () => {
    const model = await given(2);
    await model.go(model.look(0, 0, 1));
    await model.go(model.look(0, 0, 2));
    await model.go(model.release(0, 0, ['491', '492']));
    model.arrive(0, 'refused');
    model.arrive(0, 'accepted');
    model.nowMs += 40_000;
    const left = async (): Promise<number | undefined> => {
      await model.go(model.look(0, 0, 2));
      return model.places[0]?.[0]?.left;
    };
    expect(await left()).toBe(0);
    await model.go(model.settle(0));
    expect(await left()).toBe(1);
    model.nowMs += WINDOW_MS - 30_000;
    await left();
    expect(await left()).toBe(2);
  });
});
