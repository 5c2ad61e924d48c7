/** `wac integrations lift-hold`: lifts a number's holds early, once an operator has repaired the cause. */
import type { Command } from 'commander';
import type { PaceDocument } from '../../../schemas/collections.ts';
import { findPace, getIntegration } from '../../queries/integrations/integrations.ts';
import { readWhole } from '../arguments/arguments.ts';
import { UsageError } from '../exit-codes.ts';
import type { WithSession } from '../with-session.ts';

type Hold = NonNullable<PaceDocument['holds']>[number];

const HELP = `
The provider refused messages for a reason that only you can repair: payment (131042), registration, policy, a paused template. They wait
and are tried again when the hold ends. When the cause is repaired, lift the hold; if it is not, the next refusal holds again.
A hold of the account or the app ends for all their numbers. Without --code every hold of the number ends.

Example:
  $ wac integrations lift-hold "Main number"
  $ wac integrations lift-hold "Main number" --code 131042`;

export function addLiftHold(integrations: Command, withSession: WithSession): void {
  integrations
    .command('lift-hold')
    .description('lift a hold of a number after its cause is repaired')
    .argument('<integration>', 'name or id')
    .option('--code <code>', 'only holds for this error code', readWhole)
    .addHelpText('after', HELP)
    .action(
      withSession(async (session, reference: string, { code }: { code?: number }) => {
        const database = await session.database();
        const { _id: id, name } = await getIntegration(database, reference);
        const pace = await findPace(database, id);
        const current = (pace?.holds ?? []).filter(({ untilMs }) => untilMs > Date.now());
        const holds = current.filter((hold) => code === undefined || hold.code === code);
        if (holds.length === 0 && current.length > 0)
          throw new UsageError(
            `${name} is not held for code ${code}; it is held for ${current.map(textOf).join('; ')}`,
          );
        if (holds.length === 0) return session.result({ id, name, lifted: [] }, `${name} is not held`);
        for (const { scope, scopeKey, code: ofHold } of holds)
          await session.send(id, { type: 'LiftHold', scope, scopeKey, codes: [ofHold] });
        session.result(
          {
            id,
            name,
            lifted: holds.map(({ scope, scopeKey, code: ofHold, reason, untilMs }) => ({
              ...{ scope, scopeKey, code: ofHold, reason, until: new Date(untilMs) },
            })),
          },
          `${name} continues within seconds; lifted: ${holds.map(textOf).join('; ')}`,
        );
      }),
    );
}

const textOf = ({ scope, code, reason, untilMs }: Hold): string =>
  `${scope.toLowerCase()} until ${new Date(untilMs).toISOString()} (${code}: ${reason})`;
