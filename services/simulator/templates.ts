/** The account's templates: any name when none is declared, else the declared ones with their present status. */
import { graphError, type GraphError } from './graph-error.ts';
import type { SentTemplate } from './outgoing-message.ts';
import type { Scenario, Template } from './scenario.ts';

export interface Templates {
  all(): Template[];
  byId(id: string): Template | undefined;
  byName(name: string): Template[];
  /** The stored template a message names, undefined in lenient mode, or why it cannot be sent. */
  forSending(sent: SentTemplate): { template: Template | undefined } | { error: GraphError };
}

const HYPHENATED = /^[a-z]{2,3}-/i;

export function createTemplates(scenario: Scenario): Templates {
  // copies: a status may change while the scenario stays as given
  const all = scenario.templates.map((template) => ({ ...template }));
  const byKey = new Map(all.map((template) => [`${template.name} ${template.language}`, template]));
  const unknown = ({ name, language }: SentTemplate): { error: GraphError } => ({
    error: graphError(132001, `template name (${name}) does not exist in ${language}`),
  });
  return {
    all: () => all,
    byId: (id) => all.find((template) => template.id === id),
    byName: (name) => all.filter((template) => template.name === name),
    forSending(sent) {
      // a language code has an underscore; the hyphen of the webhooks exists in no translation
      if (all.length === 0) return HYPHENATED.test(sent.language) ? unknown(sent) : { template: undefined };
      const template = byKey.get(`${sent.name} ${sent.language}`);
      if (!template) return unknown(sent);
      switch (template.status) {
        case 'APPROVED':
          return { template };
        case 'PAUSED':
          return { error: graphError(132015) };
        case 'DISABLED':
          return { error: graphError(132016) };
        case 'PENDING':
        case 'REJECTED':
        case 'IN_APPEAL':
        case 'PENDING_DELETION':
        case 'DELETED':
        case 'LIMIT_EXCEEDED':
        case 'ARCHIVED':
          return unknown(sent);
      }
    },
  };
}
