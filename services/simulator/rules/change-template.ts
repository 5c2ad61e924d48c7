/**
 * Changes the status of a template and tells it by webhook: paused by pacing or quality, unpaused, disabled.
 */
import { sendTemplateStatusChange } from './account-events.ts';
import type { Template, TemplateStatus } from '../scenario/scenario.ts';
import type { SimulatorState } from '../simulator-state.ts';
import { nextPause } from '../limits/template-pause.ts';

/** Pacing found the template bad; only an unpause ends it. */
export function pauseByPacing(state: SimulatorState, name: string): void {
  for (const template of state.templates.byName(name)) {
    if (template.status !== 'APPROVED') continue;
    template.status = 'PAUSED';
    sendTemplateStatusChange(state, template, { event: 'PAUSED', title: 'RATE_LIMITING_PAUSE' });
  }
}

/** Low quality: 3 h, then 6 h, then disabled, on the simulator's clock. */
export function pauseByQuality(state: SimulatorState, template: Template): void {
  const before = state.templates.pauses.get(template.id) ?? 0;
  state.templates.pauses.set(template.id, before + 1);
  const pause = nextPause(before);
  template.status = pause.status;
  sendTemplateStatusChange(state, template, { event: pause.status, title: pause.title });
  if (pause.forMs === undefined) return;
  state.schedule.at(state.clock.now() + pause.forMs, () => {
    if (state.templates.pauses.get(template.id) === before + 1) unpause(state, template);
  });
}

/** False when it was not paused. */
export function unpause(state: SimulatorState, template: Template): boolean {
  if (template.status !== 'PAUSED') return false;
  template.status = 'APPROVED';
  sendTemplateStatusChange(state, template, { event: 'APPROVED', title: 'UNPAUSE' });
  return true;
}

/** Any other change, with the webhook event that tells it. */
export function setTemplateStatus(
  state: SimulatorState,
  template: Template,
  status: TemplateStatus,
  reason: string | undefined,
): void {
  template.status = status;
  sendTemplateStatusChange(state, template, {
    event: status,
    reason,
    ...(status === 'DISABLED' ? { title: 'DISABLED' } : {}),
  });
}
