/** `wac templates …`: the templates of an integration's account, as last read from the provider. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type {
  IntegrationDocument,
  ProviderSyncDocument,
  TemplateDocument,
} from '../../schemas/collections.ts';
import { fault } from '../domain/fault.ts';
import { componentOf, placeholdersOf } from '../domain/template/stored-template.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { Refused } from '../domain/refused.ts';
import { Unreachable, UsageError } from './exit-codes.ts';
import { getIntegration as findOneIntegration } from '../queries/integrations/integrations.ts';
import { MAX_PAGE } from '../queries/page.ts';
import {
  findTemplateSync,
  findTemplateSyncs,
  listTemplates,
  type TemplateFilter,
} from '../queries/templates/templates.ts';
import type { WithSession } from './with-session.ts';
import type { Session } from './session.ts';
import { age, syncLine } from './terminal/sync-line.ts';
import { showAll } from './terminal/show-all.ts';
import { fields } from './terminal/table.ts';

const LOOK_EVERY_MS = 200;

type Choice = { integration?: string; status?: string };

export function addTemplateCommands(program: Command, withSession: WithSession): void {
  const templates = program
    .command('templates')
    .description('message templates of the WhatsApp account, as last read from the provider');
  addSync(templates, withSession);
  addList(templates, withSession);
  addShow(templates, withSession);
}

function addSync(templates: Command, withSession: WithSession): void {
  templates
    .command('sync')
    .description(
      'read the templates of an integration’s account, and the status of its number, from the provider now',
    )
    .argument('<integration>', 'name or id')
    .addHelpText('after', '\nExample:\n  $ wac templates sync "Main number"')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const integration = await getIntegration(session, reference);
        const { decidedAt } = await session.send(integration._id, { type: 'SyncTemplates' });
        const sync = await untilRead(database, integration, new Date(decidedAt), session.timeoutMs);
        if (sync.error)
          throw new Refused('the templates could not be read', [
            fault(sync.error.code, null, sync.error.message),
          ]);
        for (const name of sync.unreadable) session.say(`not understood: ${name}`);
        session.result(
          {
            businessAccountId: integration.businessAccountId,
            templates: sync.count,
            readAt: sync.succeededAt,
          },
          `${sync.count} templates in the account ${integration.businessAccountId}`,
        );
        if (sync.count === 0)
          session.say('the account has no templates; campaigns are not checked against it');
      }),
    );
}

function addList(templates: Command, withSession: WithSession): void {
  templates
    .command('list')
    .description('all templates with status, category and parameters')
    .option('--integration <integration>', 'only templates of the account of this integration; name or id')
    .option('--status <status>', 'only with this status, e.g. APPROVED or PAUSED')
    .action(
      withSession(async (session, choice: Choice) => {
        const database = await session.database();
        const filter = await filterOf(session, choice);
        await showAll(session, {
          read: (request) => listTemplates(database, filter, request),
          none: 'no matching templates are known; see `wac templates sync`',
          columns: ['NAME', 'LANGUAGE', 'STATUS', 'CATEGORY', 'PARAMETERS', 'SINCE'],
          row: (template) => [
            ...[template.name, template.language, template.status, template.category, wants(template)],
            template.statusSince.toISOString().slice(0, 16).replace('T', ' '),
          ],
          view: ({ _id, ...rest }) => ({ id: _id, ...rest }),
        });
        if (session.json) return;
        await sayHowOld(session, choice);
      }),
    );
}

function addShow(templates: Command, withSession: WithSession): void {
  templates
    .command('show')
    .description('the text of a template and its parameters')
    .argument('<name[:language]>', 'e.g. spring_offer:en_US')
    .option('--integration <integration>', 'integration whose account has the template; name or id')
    .action(
      withSession(async (session, reference: string, choice: Choice) => {
        const [name = '', language] = reference.split(':');
        const { items: found } = await listTemplates(
          await session.database(),
          { ...(await filterOf(session, choice)), name, ...(language === undefined ? {} : { language }) },
          { size: MAX_PAGE, after: null },
        );
        if (found.length === 0) {
          const message = `The template "${reference}" is not among the templates read so far; see \`wac templates list\`.`;
          throw new Refused(message, [fault('resource.not.found', null, message)]);
        }
        if (found.length > 1 && language === undefined)
          throw new UsageError(
            `"${name}" exists as ${found.map((template) => `${template.name}:${template.language}`).join(', ')}: name one of them with its language`,
          );
        for (const template of found) showTemplate(session, template);
      }),
    );
}

function showTemplate(session: Session, template: TemplateDocument): void {
  const { _id, ...rest } = template;
  const header = componentOf(template, 'HEADER');
  const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
  session.result(
    { id: _id, ...rest },
    fields({
      template: `${template.name}:${template.language}`,
      account: template.businessAccountId,
      status: `${template.status} since ${template.statusSince.toISOString()}`,
      category: template.category,
      quality: template.qualityScore ?? '-',
      parameters: `${template.parameterFormat}: ${wants(template)}`,
      header: header ? (header.text ?? `[${header.format}]`) : '-',
      body: componentOf(template, 'BODY')?.text ?? '-',
      footer: componentOf(template, 'FOOTER')?.text ?? '-',
      buttons:
        buttons
          .map(({ type, text, url }, index) => `${index} ${type} "${text ?? ''}"${url ? ` ${url}` : ''}`)
          .join(', ') || '-',
      seen: template.seenAt.toISOString(),
    }),
  );
}

/** The parameters that a campaign must bind, in short: `header IMAGE, body 2, button 0 url`. */
function wants(template: TemplateDocument): string {
  const header = componentOf(template, 'HEADER');
  const ofHeader =
    header && (header.format ?? 'TEXT') !== 'TEXT'
      ? [`header ${header.format}`]
      : placeholdersOf(header?.text).length > 0
        ? ['header text']
        : [];
  const inBody = placeholdersOf(componentOf(template, 'BODY')?.text);
  const ofBody =
    inBody.length === 0
      ? []
      : [`body ${template.parameterFormat === 'NAMED' ? inBody.join('+') : inBody.length}`];
  const ofButtons = (componentOf(template, 'BUTTONS')?.buttons ?? []).flatMap(({ type, url }, index) => {
    if (type === 'URL') return placeholdersOf(url).length > 0 ? [`button ${index} url`] : [];
    return type === 'COPY_CODE' || type === 'OTP' ? [`button ${index} ${type.toLowerCase()}`] : [];
  });
  const offer = componentOf(template, 'LIMITED_TIME_OFFER');
  return (
    [
      ...ofHeader,
      ...ofBody,
      ...ofButtons,
      ...(offer && offer.hasExpiration !== false ? ['end of the offer'] : []),
    ].join(', ') || 'none'
  );
}

async function filterOf(session: Session, { integration, status }: Choice): Promise<TemplateFilter> {
  return {
    ...(integration === undefined
      ? {}
      : { businessAccountId: (await getIntegration(session, integration)).businessAccountId }),
    ...(status === undefined ? {} : { status: status.toUpperCase() }),
  };
}

/** On standard error: the age of the output, or why it cannot be read again. */
async function sayHowOld(session: Session, { integration }: Choice): Promise<void> {
  const database = await session.database();
  const syncs =
    integration === undefined
      ? await findTemplateSyncs(database)
      : [
          await findTemplateSync(database, (await getIntegration(session, integration)).businessAccountId),
        ].filter((sync) => sync !== null);
  for (const sync of syncs) session.say(`account ${sync.subject}: ${syncLine(sync, new Date())}`);
  if (syncs.length === 0) session.say('no account has been read yet');
}

/** @param asked when the request was accepted */
async function untilRead(
  database: Database,
  { businessAccountId }: IntegrationDocument,
  asked: Date,
  withinMs: number,
): Promise<ProviderSyncDocument> {
  for (const end = Date.now() + withinMs; ; await delay(LOOK_EVERY_MS)) {
    const sync = await findTemplateSync(database, businessAccountId);
    if (sync?.startedAt && sync.endedAt && sync.startedAt >= asked && sync.endedAt >= sync.startedAt)
      return sync;
    if (sync && sync.notBefore.getTime() > end)
      throw new Refused('the templates cannot be read now', [
        fault(
          sync.error?.code ?? 'NOT_BEFORE',
          null,
          `The provider's limits allow the next attempt in ${age(sync.notBefore, new Date())}${sync.error ? `: ${sync.error.message}` : ''}`,
        ),
      ]);
    if (Date.now() > end)
      throw new Unreachable(
        `the templates were not read within ${withinMs / 1_000} s; the read continues, see \`wac templates list\``,
      );
  }
}

const getIntegration = async (session: Session, reference: string): Promise<IntegrationDocument> =>
  findOneIntegration(await session.database(), reference);
