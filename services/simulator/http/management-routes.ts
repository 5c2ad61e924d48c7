/**
 * The provider's endpoints beside sending: templates, numbers, the account, unpause; each with and without a
 * version.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { unpause } from '../rules/change-template.ts';
import { unknownObject } from '../rules/graph-error.ts';
import { accountObject, phoneNumberObject, templateObject } from './graph-objects.ts';
import { answerGraph, authorize, refused, replied, VERSION, type Decided } from './graph-reply.ts';
import { listTemplates, type ListQuery } from './list-templates.ts';
import type { SimulatorState } from '../simulator-state.ts';

type ManagementRequest = FastifyRequest<{ Params: { version?: string; id: string }; Querystring: ListQuery }>;

export function managementRoutes(app: FastifyInstance, state: SimulatorState): void {
  const serve = (
    method: 'GET' | 'POST',
    path: string,
    decide: (request: ManagementRequest) => Decided,
  ): void => {
    const handler = (request: ManagementRequest, reply: FastifyReply): void => {
      const denied = authorize(state, request) ?? state.limits.checkCall('management', state.clock.now());
      answerGraph(state, reply, request.params.version, denied ? refused(state, denied) : decide(request));
    };
    for (const url of [`/${VERSION}${path}`, path]) app.route({ method, url, handler });
  };
  serve('GET', '/:id/message_templates', (request) => templates(state, request));
  serve('GET', '/:id/phone_numbers', (request) => phoneNumbers(state, request));
  serve('POST', '/:id/unpause', (request) => unpauseTemplate(state, request));
  serve('GET', '/debug_token', () => debugToken(state));
  serve('GET', '/:id', (request) => graphObject(state, request));
}

/** The token that asks is the one that is asked about: others are not known here. */
function debugToken({ scenario }: SimulatorState): Decided {
  const { tokenExpiresAt } = scenario.auth;
  const data = { is_valid: true, expires_at: tokenExpiresAt, data_access_expires_at: 0 };
  return replied('debug_token', { data });
}

/** In lenient mode every id is the account's. */
function isAccount(state: SimulatorState, id: string): boolean {
  return id === state.scenario.account.id || state.scenario.numbers.length === 0;
}

function templates(state: SimulatorState, request: ManagementRequest): Decided {
  const { id } = request.params;
  if (!isAccount(state, id))
    return refused(state, unknownObject(id, 'get', state.scenario.reply.unknownObjectCode));
  const url = `${request.protocol}://${request.host}${request.url.split('?')[0] ?? ''}`;
  return replied('message_templates', listTemplates(state.templates.all(), request.query, url));
}

function phoneNumbers(state: SimulatorState, request: ManagementRequest): Decided {
  const { id } = request.params;
  if (!isAccount(state, id))
    return refused(state, unknownObject(id, 'get', state.scenario.reply.unknownObjectCode));
  const data = state.numbers
    .all()
    .map((number) => phoneNumberObject(number, request.query.fields, state.webhookUrl()));
  return replied('phone_numbers', {
    data,
    ...(data.length === 0 ? {} : { paging: { cursors: { before: 'MA', after: 'MA' } } }),
  });
}

function unpauseTemplate(state: SimulatorState, request: ManagementRequest): Decided {
  const template = state.templates.byId(request.params.id);
  if (!template)
    return refused(state, unknownObject(request.params.id, 'post', state.scenario.reply.unknownObjectCode));
  if (unpause(state, template)) return replied('unpause', { success: true });
  return replied('unpause', { success: false, reason: 'Template is not paused' });
}

function graphObject(state: SimulatorState, request: ManagementRequest): Decided {
  const { id } = request.params;
  const { fields } = request.query;
  if (id === state.scenario.account.id)
    return replied('account', accountObject(state.scenario.account, fields));
  const template = state.templates.byId(id);
  if (template) return replied('template', templateObject(template, fields));
  const number = state.numbers.find(id);
  if (!number) return refused(state, unknownObject(id, 'get', state.scenario.reply.unknownObjectCode));
  return replied('phone number', phoneNumberObject(number, fields, state.webhookUrl()));
}
