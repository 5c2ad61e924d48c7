/** What a campaign is told to do, and how far it is: start, stop, recycle, progress, diagnostics. */
import Type from 'typebox';
import { isIn } from '../../access/principal.ts';
import { findCampaignsById } from '../../queries/campaigns/find-campaigns.ts';
import { previewStart } from '../../queries/campaigns/preview-start.ts';
import { contactsBefore, readPeopleOutlook } from '../../queries/campaigns/people-outlook.ts';
import { readProgress } from '../../queries/campaigns/read-progress.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { requireBesides } from '../access/access.ts';
import { thingFor } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { campaignAccess, campaignKind } from './campaign-access.ts';
import { toPeople, toProgress } from './campaign-entity.ts';
import { CampaignDiagnostics, CampaignProgress, StartPreview } from './campaign-schema.ts';
import { createRecycleLimit } from './recycle-limit.ts';

const MAX_IDS = 100;
/** Recipients that a preview of the start shows. */
const PREVIEWED = 10;
const tags = ['Messaging campaigns'];
const params = Type.Object({ messagingCampaignId: Type.String() });
const oneUrl = `${paths.campaign}/:messagingCampaignId`;
const noCampaign = () => notFound('campaign.not.found', 'The campaign could not be found.');

export function addCampaignRunRoutes(server: ApiServer, parts: ApiParts): void {
  addCommands(server, parts);
  addRecycle(server, parts);
  addProgress(server, parts);
  addProgressOfMany(server, parts);
  addDiagnostics(server, parts);
  addPreview(server, parts);
}

function addCommands(server: ApiServer, { database, execute }: ApiParts): void {
  const wishes = [
    ['start', 'Starts a messaging campaign', { type: 'StartCampaign', notBefore: null, notAfter: null }],
    ['stop', 'Stops a messaging campaign', { type: 'StopCampaign' }],
  ] as const;
  for (const [verb, summary, command] of wishes)
    server.post(
      `${oneUrl}/${verb}`,
      {
        config: { access: campaignAccess(verb) },
        schema: { tags, summary, params, response: { 200: Type.Null(), ...ErrorAnswers } },
      },
      async (request, reply) => {
        const { _id } = await thingFor(
          campaignKind,
          database,
          callerOf(request),
          request.params.messagingCampaignId,
        );
        await execute.command(request, _id, command);
        return reply.code(200).send(null);
      },
    );
}

function addRecycle(server: ApiServer, { database, execute }: ApiParts): void {
  const takeRecycle = createRecycleLimit(database);
  server.delete(
    `${oneUrl}/progress`,
    {
      config: { access: campaignAccess('recycle') },
      schema: {
        tags,
        summary: 'Recycles a messaging campaign: its next start begins with the first contact',
        description: 'Needs the permission to edit too. Once in 5 seconds.',
        params,
        response: { 202: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { messagingCampaignId } = request.params;
      const { _id, divisionId } = await thingFor(campaignKind, database, caller, messagingCampaignId);
      requireBesides(caller.principal, campaignAccess('edit'), divisionId);
      if (!(await execute.isRepeat(request))) await takeRecycle(_id);
      await execute.command(request, _id, { type: 'RecycleCampaign' });
      return reply.code(202).send(null);
    },
  );
}

function addProgress(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    `${oneUrl}/progress`,
    {
      config: { access: campaignAccess('view') },
      schema: {
        tags,
        summary: 'How far a messaging campaign is',
        params,
        response: { 200: CampaignProgress, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { messagingCampaignId: id } = request.params;
      const campaign = await thingFor(campaignKind, database, callerOf(request), id, noCampaign());
      const progress = await readProgress(database, id, new Date(now()));
      if (!progress) throw noCampaign();
      return toProgress(progress, campaign.contactListId);
    },
  );
}

function addProgressOfMany(server: ApiServer, { database, now }: ApiParts): void {
  server.post(
    `${paths.campaign}/progress`,
    {
      config: { access: campaignAccess('view') },
      schema: {
        tags,
        summary: 'How far some messaging campaigns are',
        description: 'Campaigns that do not exist are left out.',
        body: Type.Array(Type.String(), { maxItems: 1_000 }),
        response: { 200: Type.Array(CampaignProgress), ...ErrorAnswers },
      },
    },
    async (request) => {
      if (request.body.length > MAX_IDS)
        throw apiError(
          400,
          'too.many.bulk.retrieves',
          `Only ${MAX_IDS} campaigns can be retrieved by id at a time; found ${request.body.length}.`,
        );
      const { divisions } = callerOf(request);
      const campaigns = await findCampaignsById(database, request.body);
      const visible = campaigns.filter(({ divisionId }) => isIn(divisions, divisionId));
      const all = await Promise.all(
        visible.map(async ({ _id, contactListId }) => {
          const progress = await readProgress(database, _id, new Date(now()));
          return progress ? [toProgress(progress, contactListId)] : [];
        }),
      );
      return all.flat();
    },
  );
}

function addDiagnostics(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    `${oneUrl}/diagnostics`,
    {
      config: { access: campaignAccess('view') },
      schema: {
        tags,
        summary: 'Contacts that wait for their callable time, and those that the filter left out',
        params,
        response: { 200: CampaignDiagnostics, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { messagingCampaignId: id } = request.params;
      const campaign = await thingFor(campaignKind, database, callerOf(request), id, noCampaign());
      const progress = await readProgress(database, id, new Date(now()));
      if (!progress) throw noCampaign();
      const contacts = await contactsBefore(database, campaign, progress);
      const people = await readPeopleOutlook(database, campaign, contacts, new Date(now()));
      return {
        timeZoneRescheduledContactsCount: progress.callable?.contacts ?? 0,
        filteredOutContactsCount: progress.filteredOut ?? 0,
        peopleIn24Hours: toPeople(people),
      };
    },
  );
}

function addPreview(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    `${oneUrl}/preview`,
    {
      config: { access: campaignAccess('view') },
      schema: {
        tags,
        summary: 'What a start would do now: how many, to whom first, and what is in its way',
        description:
          'Shows contacts, and needs the permission to see those of the list too. To find the first of a campaign with contact sorts, its whole list is read; where the counts are enough, ask with first=0.',
        params,
        querystring: Type.Object({
          first: Type.Optional(
            Type.Integer({
              ...{ minimum: 0, maximum: PREVIEWED, default: PREVIEWED },
              description: 'How many of the first contacts are shown.',
            }),
          ),
        }),
        response: { 200: StartPreview, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { messagingCampaignId: id } = request.params;
      const caller = callerOf(request);
      const campaign = await thingFor(campaignKind, database, caller, id, noCampaign());
      const list = await findContactList(database, campaign.contactListId);
      if (list) requireBesides(caller.principal, { all: ['outbound:contact:view'] }, list.divisionId);
      const { isNewRun, first, problems, people, ...counts } = await previewStart(
        database,
        campaign,
        request.query.first ?? PREVIEWED,
        new Date(now()),
      );
      return {
        newRun: isNewRun,
        ...counts,
        first: first.map(({ lines, skipped, callableFrom, ...recipient }) => ({
          ...recipient,
          message: lines === null ? null : [...lines],
          skipped,
          callableFrom: callableFrom?.toISOString() ?? null,
        })),
        peopleIn24Hours: toPeople(people),
        problems: [...problems],
      };
    },
  );
}
