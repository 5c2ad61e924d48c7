/**
 * Reads phone numbers and templates declared in a scenario; both are in the API's own shape, so its replies
 * can be pasted in.
 */
import {
  anything,
  list,
  number,
  object,
  oneOf,
  optional,
  text,
  withDefault,
  type Read,
} from '../http/json-reader.ts';
import { idOfDeclared } from './id-faults.ts';
import { TEMPLATE_STATUSES, type PhoneNumber, type Template, type TemplateComponent } from './scenario.ts';

const LEVELS = ['STANDARD', 'HIGH', 'NOT_APPLICABLE'] as const;

/** Fields beyond the known ones are kept and served. */
export const readPhoneNumber: Read<PhoneNumber> = (value, path, faults) => {
  const source = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { id, messages_per_second: perSecond } = source;
  const read: PhoneNumber = {
    display_phone_number: '+1 555-010-0000',
    verified_name: 'Simulated Business',
    quality_rating: 'GREEN',
    whatsapp_business_manager_messaging_limit: 'UNLIMITED',
    platform_type: 'CLOUD_API',
    code_verification_status: 'VERIFIED',
    ...source,
    id: text(id, `${path}.id`, faults),
    throughput: object<PhoneNumber['throughput']>({ level: withDefault(oneOf(LEVELS), 'STANDARD') })(
      source.throughput,
      `${path}.throughput`,
      faults,
    ),
  };
  if (perSecond !== undefined)
    read.messages_per_second = number({ min: 0.001 })(perSecond, `${path}.messages_per_second`, faults);
  return read;
};

type Fields<T> = { [K in keyof T]-?: Read<T[K]> };

const templateFields: Fields<Template> = {
  id: withDefault(text, ''),
  name: text,
  language: text,
  status: withDefault(oneOf(TEMPLATE_STATUSES), 'APPROVED'),
  category: withDefault(oneOf(['MARKETING', 'UTILITY', 'AUTHENTICATION']), 'MARKETING'),
  parameter_format: withDefault(oneOf(['POSITIONAL', 'NAMED']), 'POSITIONAL'),
  components: withDefault(list(component), []),
  message_send_ttl_seconds: optional(number({ min: 30 })),
  quality_score: optional(anything),
  marketing_messages: optional(oneOf(['ready', 'syncing', 'unavailable'])),
};
const TEMPLATE_KEYS = new Set(Object.keys(templateFields));
const readKnownTemplate = object<Template>(templateFields);

/**
 * Fields that the simulator has no use for are ignored; a template without an id gets one made of its place
 * in the list.
 */
export const readTemplate: Read<Template> = (value, path, faults) => {
  const template = readKnownTemplate(knownFields(value), path, faults);
  if (template.id === '') template.id = idOfDeclared(Number(/\d+/.exec(path)?.[0] ?? 0));
  return template;
};

function knownFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => TEMPLATE_KEYS.has(key)));
}

function component(value: unknown, path: string, faults: string[]): TemplateComponent {
  if (typeof value !== 'object' || value === null || typeof (value as { type?: unknown }).type !== 'string') {
    faults.push(`${path}: expected a component with a type, found ${JSON.stringify(value)}`);
    return { type: 'BODY' };
  }
  return value as TemplateComponent;
}
