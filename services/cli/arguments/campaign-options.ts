/** The options of `campaigns create` and `update` that define a campaign. */
import type { Command } from 'commander';
import {
  collect,
  collectCallable,
  collectSort,
  readAmbiguity,
  readTemplate,
  readWhole,
} from './arguments.ts';
import { collectBindings, collectButton, readBinding, readEnd } from './read-binding.ts';

export function withDefinition(command: Command): Command {
  return command
    .option('--list <list>', 'contact list, name or id')
    .option('--whatsapp-column <column>', 'the list’s column with the WhatsApp number')
    .option('--integration <integration>', 'WhatsApp integration, name or id')
    .option('--rate <number>', 'messages per minute', readWhole)
    .option('--template <name:language>', 'approved template, e.g. spring_offer:en_US', readTemplate)
    .option(
      '--header <parameter>',
      'the header’s parameter: a column, or image:…, video:…, document:…, location[…]',
      readBinding,
    )
    .option(
      '--body <parameters>',
      'the body’s parameters in order: columns, currency:EUR:column, date:column … (repeatable, or with commas)',
      collectBindings,
    )
    .option(
      '--button <index:type:column>',
      'parameter of a button: url, quick_reply, copy_code or flow, e.g. 0:url:order_id (repeatable)',
      collectButton,
    )
    .option('--offer-ends <column>', 'when the limited-time offer expires: a column or a constant', readEnd)
    .option('--template-json <file>', 'the template and all its parameters as JSON, inline or a file')
    .option('--dnc <list>', 'DNC list, name or id (repeatable)', collect)
    .option('--filter <filter>', 'contact list filter, name or id', collect)
    .option(
      '--sort <column[:asc|desc][:numeric]>',
      'repeatable, up to 4, highest precedence first; without numeric as text: 10 before 9, ISO dates in order, mm/dd/yy not',
      collectSort,
    )
    .option(
      '--ambiguity <hold|resend-once|give-up>',
      'what to do with messages that may or may not have been sent: keep them as unknown (hold), send them once more, or count them as failed',
      readAmbiguity,
    )
    .option(
      '--ambiguity-after <minutes>',
      'how long to wait for a webhook about such a message (default: 60)',
      readWhole,
    )
    .option(
      '--callable <days hours>',
      'when contacts may be messaged, e.g. "mon-fri 09:00-18:00" (repeatable; docs/callable-times.md)',
      collectCallable,
    )
    .option('--time-zone <zone>', 'IANA time zone for contacts without one of their own, e.g. Europe/Berlin');
}
