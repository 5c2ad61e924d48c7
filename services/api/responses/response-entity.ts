/** Stored responses, and templates of accounts, as responses; and what was sent as a command. Pure. */
import type {
  ResponseDocument,
  ResponseLibraryDocument,
  TemplateDocument,
} from '../../../schemas/collections.ts';
import type { SaveResponse } from '../../../schemas/types.ts';
import { componentOf, placeholdersOf } from '../../domain/template/stored-template.ts';
import { accountLibraryId } from '../../queries/responses/template-responses.ts';
import { refTo } from '../http/refs.ts';
import type { LibraryEntity, ResponseBody, ResponseEntity } from './response-schema.ts';

export function toResponse(
  document: ResponseDocument,
  libraryNames: ReadonlyMap<string, string>,
): ResponseEntity {
  const { _id, name, version, header, footer } = document;
  return {
    id: _id,
    name,
    version,
    libraries: document.libraryIds.map((id) => refTo('library', id, libraryNames)),
    texts: document.texts.map(({ content, contentType = 'text/plain', type = 'body' }) => ({
      ...{ content, contentType, type },
    })),
    responseType: 'MessagingTemplate',
    substitutions: document.substitutions.map(({ id, description = '', defaultValue }) => ({
      id,
      ...(description === '' ? {} : { description }),
      ...(defaultValue === null || defaultValue === undefined ? {} : { defaultValue }),
    })),
    messagingTemplate: {
      whatsApp: {
        name: document.templateName,
        language: document.templateLanguage,
        ...(header ? { header } : {}),
        ...(footer === null ? {} : { messageFooter: { type: 'Text', content: footer } }),
        buttons: document.buttons.map(({ type, content = '', contentText = '', payload = '' }) => ({
          ...{ type, content, contentText, payload },
        })),
      },
    },
    dateCreated: document.createdAt.toISOString(),
    dateModified: document.modifiedAt.toISOString(),
    selfUri: refTo('response', _id).selfUri ?? '',
  };
}

const HEADER_TYPES: Readonly<Record<string, string>> = {
  IMAGE: 'Image',
  VIDEO: 'Video',
  DOCUMENT: 'Document',
};
const BUTTON_TYPES: Readonly<Record<string, string>> = { URL: 'Url', PHONE_NUMBER: 'PhoneNumber' };

/** A template as the provider has it: nobody changes it here. */
export function templateResponse(template: TemplateDocument): ResponseEntity {
  const { templateId, name, language, status, businessAccountId } = template;
  const header = componentOf(template, 'HEADER');
  const body = componentOf(template, 'BODY')?.text ?? '';
  const footer = componentOf(template, 'FOOTER')?.text;
  const parameters = new Set([...placeholdersOf(header?.text), ...placeholdersOf(body)]);
  const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
  return {
    id: templateId,
    name: `${name}:${language}`,
    version: 1,
    libraries: [refTo('library', accountLibraryId(businessAccountId))],
    texts: [{ content: body, contentType: 'text/plain', type: 'body' }],
    responseType: 'MessagingTemplate',
    substitutions: [...parameters].map((id) => ({ id })),
    messagingTemplate: {
      whatsApp: {
        name,
        language,
        ...(header
          ? { header: { type: HEADER_TYPES[header.format ?? ''] ?? 'Text', content: header.text ?? '' } }
          : {}),
        ...(footer === undefined ? {} : { messageFooter: { type: 'Text', content: footer } }),
        buttons: buttons.map(({ type, text = '', url = '' }) => ({
          type: BUTTON_TYPES[type] ?? 'QuickReply',
          ...{ content: url, contentText: text, payload: '' },
        })),
        templateStatus: status,
      },
    },
    dateModified: template.statusSince.toISOString(),
    selfUri: refTo('response', templateId).selfUri ?? '',
  };
}

export function savedResponse(
  body: ResponseBody,
  version: number | null,
): { type: 'SaveResponse' } & Required<SaveResponse> {
  const { whatsApp } = body.messagingTemplate;
  return {
    type: 'SaveResponse',
    version,
    name: body.name,
    libraryIds: body.libraries.map(({ id }) => id),
    templateName: whatsApp.name,
    templateLanguage: whatsApp.language,
    texts: (body.texts ?? []).map(({ content, contentType = 'text/plain', type = 'body' }) => ({
      ...{ content, contentType, type },
    })),
    substitutions: (body.substitutions ?? []).map(({ id, description, defaultValue }) => ({
      ...{ id, description: description ?? '', defaultValue: defaultValue ?? null },
    })),
    header: whatsApp.header ? { type: whatsApp.header.type, content: whatsApp.header.content ?? '' } : null,
    footer: whatsApp.messageFooter?.content ?? null,
    buttons: (whatsApp.buttons ?? []).map(({ type, content = '', contentText = '', payload = '' }) => ({
      ...{ type, content, contentText, payload },
    })),
  };
}

export const toLibrary = (library: ResponseLibraryDocument): LibraryEntity => ({
  id: library._id,
  name: library.name,
  version: library.version,
  dateCreated: library.createdAt.toISOString(),
  dateModified: library.modifiedAt.toISOString(),
  selfUri: refTo('library', library._id).selfUri ?? '',
});
