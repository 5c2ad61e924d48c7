/** Who of an earlier run did not get the message, and a new run for just those. */
import Type from 'typebox';
import { previewResend } from '../../queries/campaigns/preview-resend.ts';
import { findCampaign } from '../../queries/campaigns/list-campaigns.ts';
import { thingFor } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';
import { paths } from '../http/refs.ts';
import { campaignAccess, campaignKind } from './campaign-access.ts';
import { toResend } from './campaign-entity.ts';
import { CampaignResend } from './campaign-schema.ts';

const MAX_RUN = 2_147_483_647;
const tags = ['Messaging campaigns'];
const params = Type.Object({ messagingCampaignId: Type.String() });
const url = `${paths.campaign}/:messagingCampaignId/resend`;

const ResendPreview = Type.Object({
  runNumber: Type.Integer({ description: 'The run whose contacts are counted.' }),
  contacts: Type.Integer(),
  failed: Type.Integer(),
  failedByCode: Type.Record(Type.String(), Type.Integer()),
  unknown: Type.Integer({ description: 'The message may have been sent.' }),
  neverReached: Type.Integer({ description: 'The run was stopped before it came to them.' }),
  reached: Type.Integer({ description: 'WhatsApp has accepted a message, in this run or a later one.' }),
  skipped: Type.Integer(),
});

const ResendBody = Type.Object(
  {
    kinds: Type.Array(Type.Enum(['FAILED', 'UNKNOWN', 'NEVER_REACHED']), { minItems: 1, maxItems: 3 }),
    codes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 999_999_999 }), {
        maxItems: 100,
        description: 'Only failures with these WhatsApp error codes; empty: all.',
      }),
    ),
    runNumber: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: MAX_RUN }))),
    mayGetItTwice: Type.Optional(
      Type.Boolean({
        description:
          'Acknowledges that contacts of UNKNOWN may have the message already; needed for UNKNOWN.',
      }),
    ),
  },
  { additionalProperties: false },
);

export function addCampaignResendRoutes(server: ApiServer, parts: ApiParts): void {
  addPreview(server, parts);
  addResend(server, parts);
}

function addPreview(server: ApiServer, { database }: ApiParts): void {
  server.get(
    url,
    {
      config: { access: campaignAccess('view') },
      schema: {
        tags,
        summary: 'How many contacts of an earlier run could be sent to again',
        description: 'Ours. Without runNumber: of the latest run that was not a resend.',
        params,
        querystring: Type.Object({
          runNumber: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_RUN })),
        }),
        response: { 200: ResendPreview, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { messagingCampaignId } = request.params;
      const campaign = await thingFor(campaignKind, database, callerOf(request), messagingCampaignId);
      const { failedBy, ...preview } = await previewResend(
        database,
        campaign,
        request.query.runNumber ?? null,
      );
      return { ...preview, failedByCode: failedBy };
    },
  );
}

function addResend(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    url,
    {
      config: { access: campaignAccess('start') },
      schema: {
        tags,
        summary: 'Sends again to just those of an earlier run who did not get the message',
        description:
          'Ours. Begins a new run for them, and for nobody for whom WhatsApp has accepted a message in that run or a later one. The campaign must be at rest.',
        params,
        body: ResendBody,
        response: {
          200: Type.Object({ runNumber: Type.Integer(), resend: Type.Optional(CampaignResend) }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { messagingCampaignId } = request.params;
      const { _id } = await thingFor(campaignKind, database, callerOf(request), messagingCampaignId);
      const { kinds, codes = [], runNumber = null, mayGetItTwice = false } = request.body;
      await execute.command(request, _id, { type: 'ResendCampaign', kinds, codes, runNumber, mayGetItTwice });
      const after = await findCampaign(database, _id);
      if (!after) throw notFound('campaign.not.found', 'The campaign could not be found.');
      return { runNumber: after.runNumber, ...(after.resend ? { resend: toResend(after.resend) } : {}) };
    },
  );
}
