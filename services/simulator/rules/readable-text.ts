/**
 * What a recipient reads of a sent template, in one line: its texts with their parameters; without the
 * account's template, the parameters alone.
 */
import { fillPlaceholders } from './placeholders.ts';
import type { SentComponent, SentParameter, SentTemplate } from './outgoing-message.ts';
import type { Template, TemplateComponent } from '../scenario/scenario.ts';

const BETWEEN_PARTS = ' · ';

export function readableText(sent: SentTemplate, stored: Pick<Template, 'components'> | undefined): string {
  const parts = stored?.components.flatMap((component) => partsOf(component, sent.components)) ?? [];
  if (parts.length > 0) return parts.join(BETWEEN_PARTS);
  return allParameters(sent.components).map(valueOf).join(BETWEEN_PARTS);
}

function partsOf(stored: TemplateComponent, sent: readonly SentComponent[]): string[] {
  const type = stored.type.toLowerCase();
  if (type === 'carousel')
    return (stored.cards ?? []).flatMap((card, place) => {
      const given = sent.find((component) => component.type === 'carousel')?.cards[place] ?? [];
      return card.components.flatMap((component) => partsOf(component, given));
    });
  if (type === 'buttons') return (stored.buttons ?? []).map(({ type: kind, text }) => `[${text ?? kind}]`);
  const parameters = sent.find((component) => component.type === type)?.parameters ?? [];
  if (stored.text === undefined) return parameters.map(valueOf);
  const values = new Map(
    parameters.map((parameter, place) => [parameter.name ?? String(place + 1), valueOf(parameter)]),
  );
  return [fillPlaceholders(stored.text, values)];
}

const allParameters = (components: readonly SentComponent[]): SentParameter[] =>
  components.flatMap(({ parameters, cards }) => [...parameters, ...cards.flatMap(allParameters)]);

/** A picture, say, has no text: its kind in brackets. */
function valueOf({ text, type, raw }: SentParameter): string {
  if (text !== undefined) return text;
  const rich = raw[type] as { fallback_value?: unknown } | undefined;
  return typeof rich?.fallback_value === 'string' ? rich.fallback_value : `[${type}]`;
}
