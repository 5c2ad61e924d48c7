/** `wac subscriptions …`: who is told by webhook of what happens here. Secrets are shown once. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { SubscriptionDocument } from '../../../schemas/collections.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { divisionIdOf } from '../../queries/divisions/divisions.ts';
import { getSubscription, listSubscriptions } from '../../queries/subscriptions/subscriptions.ts';
import { eventTypes, meaningOf } from '../../subscriptions/event-types.ts';
import {
  changeSubscription,
  createSubscription,
  removeSubscription,
  rotateSecret,
} from '../../subscriptions/subscriptions.ts';
import type { Doing } from '../../subscriptions/write-subscription.ts';
import { collectList, readWhole } from '../arguments/arguments.ts';
import { UsageError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { confirm } from '../terminal/confirm.ts';
import { showAll } from '../terminal/show-all.ts';
import { fields, table } from '../terminal/table.ts';
import type { WithSession } from '../with-session.ts';
import { addDeliveryCommands } from './delivery-commands.ts';

type Options = { name?: string; url?: string; event?: string[]; division?: string };

const HOUR_MS = 3_600_000;
const MAX_KEEP_HOURS = 7 * 24;

const doingOf = ({ actor }: Session): Doing => ({ actor, now: new Date() });

export function addSubscriptionCommands(program: Command, withSession: WithSession): void {
  const subscriptions = program
    .command('subscriptions')
    .description('webhooks out: programs that are told what happens to campaigns, imports and integrations');
  addMaking(subscriptions, withSession);
  addReading(subscriptions, withSession);
  addSwitches(subscriptions, withSession);
  addDeliveryCommands(subscriptions, withSession);
}

const withDefinition = (command: Command): Command =>
  command
    .option('--url <url>', 'where events are sent: https')
    .option('--event <type>', 'event type, or * for all (repeatable; wac subscriptions events)', collectList)
    .option('--division <division>', 'name or id; it hears of what lies there');

function addMaking(subscriptions: Command, withSession: WithSession): void {
  withDefinition(subscriptions.command('create'))
    .description('create a subscription; prints the secret that signs its calls, which is not shown again')
    .argument('<name>', 'name of the subscription')
    .addHelpText(
      'after',
      '\nExample:\n  $ wac subscriptions create CRM --url https://crm.example.com/hooks --event v2.outbound.whatsappcampaigns.completed',
    )
    .action(
      withSession(async (session, name: string, { url, event, division }: Options) => {
        if (url === undefined)
          throw new UsageError('--url is missing; expected such as https://example.com/hooks');
        if (event === undefined) throw new UsageError('--event is missing; expected an event type, or *');
        const database = await session.database();
        const divisionId = (await divisionIdOf(database, division)) ?? HOME_DIVISION;
        const { subscription, secret } = await createSubscription(
          database,
          session.context.settings.subscriptions,
          randomUUID(),
          { name, url, eventTypes: event, divisionId, enabled: true },
          doingOf(session),
        );
        session.result(
          { ...viewOf(subscription), secret },
          fields({ id: subscription._id, name: subscription.name, secret }),
        );
      }),
    );
  withDefinition(subscriptions.command('update'))
    .description('change a subscription; what is not given stays')
    .argument('<subscription>', 'name or id')
    .option('--name <name>', 'another name')
    .action(
      withSession(async (session, reference: string, options: Options) => {
        const database = await session.database();
        const divisionId = await divisionIdOf(database, options.division);
        await change(session, reference, (present) => ({
          name: options.name ?? present.name,
          url: options.url ?? present.url,
          eventTypes: options.event ?? present.eventTypes,
          divisionId: divisionId ?? present.divisionId,
        }));
      }),
    );
  subscriptions
    .command('delete')
    .description('delete a subscription; what waits for it is given up')
    .argument('<subscription>', 'name or id')
    .option('--yes', 'without a question')
    .action(
      withSession(async (session, reference: string, { yes }: { yes?: boolean }) => {
        const database = await session.database();
        const { _id, name } = await getSubscription(database, reference);
        await confirm(session, `Delete the subscription ${name}`, yes);
        await removeSubscription(database, _id, doingOf(session));
        session.result({ id: _id, name, deleted: true }, `${name} is deleted`);
      }),
    );
}

function addReading(subscriptions: Command, withSession: WithSession): void {
  subscriptions
    .command('list')
    .description('all subscriptions')
    .action(
      withSession(async (session) => {
        const database = await session.database();
        await showAll(session, {
          read: (request) => listSubscriptions(database, request),
          none: 'there are no subscriptions; "wac subscriptions create" makes one',
          columns: ['NAME', 'ID', 'URL', 'EVENTS', 'STATE'],
          row: (one) => [one.name, one._id, one.url, one.eventTypes.join(', '), stateOf(one)],
          view: viewOf,
        });
      }),
    );
  subscriptions
    .command('show')
    .description('show a subscription')
    .argument('<subscription>', 'name or id')
    .action(
      withSession(async (session, reference: string) =>
        show(session, await getSubscription(await session.database(), reference)),
      ),
    );
  subscriptions
    .command('events')
    .description('the event types, and what each means')
    .action(
      withSession(async (session) => {
        if (session.json)
          for (const type of eventTypes) session.result({ type, meaning: meaningOf[type] }, '');
        else session.result(null, table(eventTypes.map((type) => [type, meaningOf[type]])));
      }),
    );
}

function addSwitches(subscriptions: Command, withSession: WithSession): void {
  for (const [word, enabled] of [
    ['disable', false],
    ['enable', true],
  ] as const)
    subscriptions
      .command(word)
      .description(
        enabled
          ? 'send events again, from now on; what was given up: wac subscriptions redeliver'
          : 'send nothing; what falls due meanwhile is given up',
      )
      .argument('<subscription>', 'name or id')
      .action(
        withSession(async (session, reference: string) => change(session, reference, () => ({ enabled }))),
      );
  subscriptions
    .command('rotate-secret')
    .description(
      'give a subscription another secret, which is not shown again; calls are signed with both for a while',
    )
    .argument('<subscription>', 'name or id')
    .option('--keep-hours <n>', 'how long the present secret goes on; 0: it ends at once', readWhole, 24)
    .action(
      withSession(async (session, reference: string, { keepHours }: { keepHours: number }) => {
        if (keepHours < 0 || keepHours > MAX_KEEP_HOURS)
          throw new UsageError(`--keep-hours is ${keepHours}; expected 0 to ${MAX_KEEP_HOURS}`);
        const database = await session.database();
        const { _id, name } = await getSubscription(database, reference);
        const { secret, subscription } = await rotateSecret(
          database,
          session.context.settings.subscriptions,
          _id,
          keepHours * HOUR_MS,
          doingOf(session),
        );
        session.result({ ...viewOf(subscription), secret }, fields({ id: _id, name, secret }));
      }),
    );
}

type Change = Partial<Pick<SubscriptionDocument, 'name' | 'url' | 'eventTypes' | 'divisionId' | 'enabled'>>;

async function change(
  session: Session,
  reference: string,
  changeOf: (present: SubscriptionDocument) => Change,
): Promise<void> {
  const database = await session.database();
  const present = await getSubscription(database, reference);
  const { name, url, eventTypes: events, divisionId, enabled, version } = present;
  const changed = await changeSubscription(
    database,
    session.context.settings.subscriptions,
    present._id,
    { name, url, eventTypes: events, divisionId, enabled, version, ...changeOf(present) },
    doingOf(session),
  );
  show(session, changed);
}

const stateOf = ({ enabled, failing }: SubscriptionDocument): string =>
  enabled ? (failing === null ? 'enabled' : 'failing') : 'disabled';

const viewOf = (one: SubscriptionDocument) => ({
  ...{ id: one._id, name: one.name, url: one.url, eventTypes: one.eventTypes, divisionId: one.divisionId },
  ...{ enabled: one.enabled, disabledReason: one.disabledReason, failingSince: one.failing?.since ?? null },
  ...{ formerSecretEnds: one.formerSecret?.until ?? null, version: one.version },
});

function show(session: Session, one: SubscriptionDocument): void {
  const { id, eventTypes: events, failingSince, formerSecretEnds, ...rest } = viewOf(one);
  session.result(
    viewOf(one),
    fields({
      ...{ id, ...rest, events: events.join(', ') },
      failingSince: failingSince?.toISOString() ?? null,
      formerSecretEnds: formerSecretEnds?.toISOString() ?? null,
    }),
  );
}
