/** The span of one command among many of a batch: part of the trace of whoever commanded. */
import { SpanKind } from '@opentelemetry/api';
import type { CampaignCommand } from '../../../schemas/types.ts';
import { messagingAttributes } from '../../platform/tracing/batch-spans.ts';
import { activeContext, carriedBy, carry, currentTracing, inSpan } from '../../platform/tracing/tracing.ts';
import type { CarriedOut } from './decide-once.ts';

/** Without tracing the command is only decided. @param command the record as it was received */
export async function inCommandSpan(
  command: CampaignCommand,
  topic: string,
  decide: () => Promise<CarriedOut>,
): Promise<CarriedOut> {
  const tracing = currentTracing();
  if (!tracing) return decide();
  const topicName = tracing.namespace + topic;
  const options = () => ({
    kind: SpanKind.CONSUMER,
    parent: carriedBy(command),
    links: [activeContext()],
    attributes: {
      ...messagingAttributes({ name: 'decide', type: 'process' }, topicName),
      'wac.command': command.body.type,
      'wac.command.id': command.commandId,
    },
  });
  return inSpan(`decide ${topicName}`, options, async (span) => {
    const carriedOut = await decide();
    const { outcome, campaignEvents, contactListEvents } = carriedOut.published;
    span?.setAttribute('wac.outcome', carriedOut.how);
    // they are published together with those of other commands
    for (const record of [outcome, ...campaignEvents, ...contactListEvents])
      carry(record, span?.spanContext() ?? null);
    return carriedOut;
  });
}
