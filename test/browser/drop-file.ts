import type { Locator } from 'playwright-core';

/** Drops a file as somebody does who drags it from a folder: the page gets the browser's own drag events. */
export async function dropFile(zone: Locator, name: string, text: string): Promise<void> {
  const dataTransfer = await zone.page().evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'text/csv' }));
    return data;
  })()`);
  await zone.dispatchEvent('dragover', { dataTransfer });
  await zone.dispatchEvent('drop', { dataTransfer });
}
