/**
 * A file on its way to a list: an address is asked for, the file is put there, and its import begins by
 * itself.
 */
import { ApiFailure, failureOf } from '../api/api-failure.ts';
import { call } from '../api/contract.ts';

type UploadUrl = { url: string; headers: Record<string, string> };
export type ListKind = 'contactlists' | 'dnclists';

/**
 * @param onShare how much of it has left, from 0 to 1
 * @throws ApiFailure
 */
export async function sendFile(
  kind: ListKind,
  listId: string,
  file: File,
  options: Record<string, unknown>,
  onShare: (share: number) => void,
): Promise<void> {
  const { url, headers } = await call<UploadUrl>('POST', `/api/v2/outbound/${kind}/uploads`, {
    body: { contentType: 'text/csv', id: listId, ...options },
  });
  // the page may speak to its own server alone, whatever name that calls itself by
  const { pathname, search } = new URL(url, window.location.href);
  await put(pathname + search, headers, file, onShare);
}

/** fetch does not tell how far an upload is. */
function put(
  path: string,
  headers: Record<string, string>,
  file: File,
  onShare: (share: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', path);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onShare(total === 0 ? 0 : loaded / total);
    request.onerror = () => reject(new ApiFailure(0, 'no.answer', 'The file did not arrive.'));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      let body: unknown;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        body = null;
      }
      reject(failureOf(request.status, body));
    };
    request.send(file);
  });
}
