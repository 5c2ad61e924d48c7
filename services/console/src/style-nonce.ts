/**
 * The nonce that the server gave this page for its style elements; without it the browser refuses them
 * (content security policy).
 */
export const styleNonce: string =
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

// react-remove-scroll, below Mantine's dialogs, looks here
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce;
