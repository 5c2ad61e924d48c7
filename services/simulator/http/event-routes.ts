/**
 * Admin calls that make the account speak: inbound messages, preferences, templates, numbers, account,
 * errors, any change.
 */
import type { FastifyInstance } from 'fastify';
import { blockAfter } from '../limits/account-block.ts';
import { changePreference, receiveInbound, sendChange, sendSystemError } from '../rules/account-events.ts';
import { withBody } from './admin-body.ts';
import {
  readAccountUpdate,
  readChange,
  readInbound,
  readNumberChange,
  readPreference,
  readSystemError,
  readTemplateChange,
} from '../scenario/read-events.ts';
import { pauseByPacing, pauseByQuality, setTemplateStatus, unpause } from '../rules/change-template.ts';
import type { PhoneNumber } from '../scenario/scenario.ts';
import type { SimulatorState } from '../simulator-state.ts';
import { displayDigits } from '../rules/display-digits.ts';

export function eventRoutes(app: FastifyInstance, state: SimulatorState): void {
  addInbound(app, state);
  addPreferences(app, state);
  addErrors(app, state);
  addTemplates(app, state);
  addNumbers(app, state);
  addAccount(app, state);
  addChanges(app, state);
}

function addInbound(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/inbound',
    withBody(readInbound, ({ phoneNumberId, from, contextId, content }) =>
      withNumber(state, phoneNumberId, (number) => ({
        id: receiveInbound(state, number, from, content, contextId),
      })),
    ),
  );
}

function addPreferences(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/preferences',
    withBody(readPreference, ({ phoneNumberId, from, value }) =>
      withNumber(state, phoneNumberId, (number) => {
        changePreference(state, number, from, value);
        return { success: true };
      }),
    ),
  );
}

function addErrors(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/errors',
    withBody(readSystemError, ({ phoneNumberId, code }) =>
      withNumber(state, phoneNumberId, (number) => {
        sendSystemError(state, number, code);
        return { success: true };
      }),
    ),
  );
}

function addTemplates(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/templates/:name',
    withBody(readTemplateChange, ({ action, language, status, reason }, request) => {
      const { name } = request.params as { name: string };
      const affected = state.templates
        .byName(name)
        .filter((each) => language === undefined || each.language === language);
      if (affected.length === 0) return [`template: expected a declared one, found ${name}`];
      if (action === 'pace') pauseByPacing(state, name);
      for (const template of affected) {
        if (action === 'pause') pauseByQuality(state, template);
        if (action === 'unpause') unpause(state, template);
        if (action === 'set') setTemplateStatus(state, template, status ?? 'APPROVED', reason);
      }
      return { success: true, templates: affected.map(({ id, status: now }) => ({ id, status: now })) };
    }),
  );
}

function addNumbers(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/numbers/:id',
    withBody(readNumberChange, (change, request) =>
      withNumber(state, (request.params as { id: string }).id, (number) => {
        const oldLimit = number.whatsapp_business_manager_messaging_limit;
        Object.assign(number, change.fields);
        if (change.upgradeMs !== undefined)
          state.upgradingUntil.set(number.id, state.clock.now() + change.upgradeMs);
        if (change.event !== undefined) {
          const currentLimit = number.whatsapp_business_manager_messaging_limit;
          sendChange(state, 'phone_number_quality_update', {
            display_phone_number: displayDigits(number),
            event: change.event,
            old_limit: oldLimit,
            current_limit: currentLimit,
            max_daily_conversations_per_business: currentLimit,
          });
        }
        return { success: true, number };
      }),
    ),
  );
}

function addAccount(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/account',
    withBody(readAccountUpdate, (value) => {
      state.blockedBy = blockAfter(state.blockedBy, value);
      sendChange(state, 'account_update', value, { time: Math.floor(state.realNow() / 1000) });
      return { success: true, blockedBy: state.blockedBy ?? null };
    }),
  );
}

function addChanges(app: FastifyInstance, state: SimulatorState): void {
  app.post(
    '/simulator/changes',
    withBody(readChange, ({ field, value, time, accountId }) => {
      sendChange(state, field, value, {
        ...(time === undefined ? {} : { time }),
        ...(accountId === undefined ? {} : { accountId }),
      });
      return { success: true };
    }),
  );
}

const withNumber = (
  state: SimulatorState,
  id: string,
  run: (number: PhoneNumber) => Record<string, unknown>,
): Record<string, unknown> | string[] => {
  const number = state.numbers.find(id);
  return number ? run(number) : [`phoneNumberId: expected a declared number, found ${JSON.stringify(id)}`];
};
