import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';

export const TAKES_PICTURES = process.env['CONSOLE_PICTURES'] === '1';

/** Scrolls until this stands just below the bar that stands over every page. */
export async function bringUp(page: Page, what: Locator): Promise<void> {
  const top = (await what.boundingBox())?.y ?? 0;
  await page.evaluate(`scrollBy(0, ${top - 96})`);
}

/** With CONSOLE_PICTURES=1 takes a picture for docs/console. @param top what stands at its top */
export async function takePicture(page: Page, name: string, top?: Locator): Promise<void> {
  if (!TAKES_PICTURES) return;
  if (top) await bringUp(page, top);
  const path = `docs/console/${name}.png`;
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path });
}
