/**
 * The account's templates: any name when none is declared, else the declared ones with their present status.
 */
import { graphError, type GraphError } from './graph-error.ts';
import type { SentTemplate } from './outgoing-message.ts';
import { idOfMadeUp } from '../scenario/id-faults.ts';
import type { Scenario, Template, TemplateStatus } from '../scenario/scenario.ts';

export interface Templates {
  /** Declared templates. */
  all(): Template[];
  byId(id: string): Template | undefined;
  /** Declared translations of a name, or in lenient mode one made up. */
  byName(name: string): Template[];
  /**
   * The stored template that a message names, undefined for one never heard of in lenient mode, or why it
   * cannot be sent.
   */
  forSending(sent: SentTemplate): { template: Template | undefined } | { error: GraphError };
  /** Quality pauses so far. */
  pauses: Map<string, number>;
}

const HYPHENATED = /^[a-z]{2,3}-/i;

export function createTemplates(scenario: Scenario): Templates {
  // copies: a status may change while the scenario stays as given
  const declared = scenario.templates.map((template) => ({ ...template }));
  const byKey = new Map(declared.map((template) => [`${template.name} ${template.language}`, template]));
  const madeUp = new Map<string, Template>();
  const lenient = declared.length === 0;
  return {
    pauses: new Map(),
    all: () => declared,
    byId: (id) => [...declared, ...madeUp.values()].find((template) => template.id === id),
    byName(name) {
      if (!lenient) return declared.filter((template) => template.name === name);
      const template = madeUp.get(name) ?? makeUp(name, madeUp.size);
      madeUp.set(name, template);
      return [template];
    },
    forSending(sent) {
      // a language code has an underscore; the hyphen of the webhooks exists in no translation
      if (lenient && HYPHENATED.test(sent.language)) return { error: unknown(sent) };
      const template = lenient ? madeUp.get(sent.name) : byKey.get(`${sent.name} ${sent.language}`);
      if (!template) return lenient ? { template: undefined } : { error: unknown(sent) };
      const error = statusError(template.status, sent);
      if (error) return { error };
      return { template: lenient ? undefined : template };
    },
  };
}

function makeUp(name: string, count: number): Template {
  return {
    id: idOfMadeUp(count),
    name,
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    parameter_format: 'POSITIONAL',
    components: [],
  };
}

function unknown({ name, language }: SentTemplate): GraphError {
  return graphError(132001, `template name (${name}) does not exist in ${language}`);
}

function statusError(status: TemplateStatus, sent: SentTemplate): GraphError | undefined {
  switch (status) {
    case 'APPROVED':
      return undefined;
    case 'PAUSED':
      return graphError(132015);
    case 'DISABLED':
      return graphError(132016);
    case 'PENDING':
    case 'REJECTED':
    case 'IN_APPEAL':
    case 'PENDING_DELETION':
    case 'DELETED':
    case 'LIMIT_EXCEEDED':
    case 'ARCHIVED':
      return unknown(sent);
  }
}
