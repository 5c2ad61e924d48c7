/**
 * What `GET /{id}` answers for numbers, the account and templates (contract section 4); unknown fields are
 * left out.
 */
import type { AccountSettings, PhoneNumber, Template } from '../scenario/scenario.ts';
import { withExample } from './list-templates.ts';
import { selectFields } from './select-fields.ts';

const NUMBER_FIELDS = ['display_phone_number', 'verified_name', 'quality_rating'];
const TEMPLATE_FIELDS = ['name', 'language', 'status', 'category', 'parameter_format', 'components'];

/** `webhookUrl` is served as the number's webhook configuration. */
export function phoneNumberObject(
  number: PhoneNumber,
  fields: string | undefined,
  webhookUrl: string | undefined,
): Record<string, unknown> {
  const source: Record<string, unknown> = {
    messaging_limit_tier: number.whatsapp_business_manager_messaging_limit,
    ...(webhookUrl === undefined ? {} : { webhook_configuration: { application: webhookUrl } }),
    ...number,
  };
  delete source.messages_per_second;
  return selectFields(source, fields, NUMBER_FIELDS);
}

export function accountObject(account: AccountSettings, fields: string | undefined): Record<string, unknown> {
  const source = {
    id: account.id,
    name: account.name,
    currency: 'USD',
    timezone_id: '1',
    message_template_namespace: 'simulated_namespace',
    account_review_status: 'APPROVED',
    owner_business_info: { id: account.businessId, name: account.name },
  };
  return selectFields(source, fields, ['name', 'timezone_id', 'message_template_namespace']);
}

export function templateObject(template: Template, fields: string | undefined): Record<string, unknown> {
  return selectFields(
    { ...template, components: template.components.map(withExample) },
    fields,
    TEMPLATE_FIELDS,
  );
}
