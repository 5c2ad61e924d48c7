// jsdom, with what it lacks of a browser: fetch and its kin are Node's; observers observe nothing.
import { TestEnvironment } from 'jest-environment-jsdom';

class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

export default class BrowserEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    const { window } = this.dom;
    Object.assign(this.global, {
      fetch,
      Headers,
      Response,
      TextDecoder,
      TextEncoder,
      structuredClone,
      ResizeObserver: NoObserver,
      IntersectionObserver: NoObserver,
      // a path alone is of this page
      Request: class extends Request {
        constructor(input, init) {
          super(typeof input === 'string' ? new URL(input, window.location.href) : input, init);
        }
      },
    });
    window.matchMedia = (media) => ({
      matches: false,
      media,
      onchange: null,
      addEventListener() {},
      removeEventListener() {},
      addListener() {},
      removeListener() {},
      dispatchEvent: () => false,
    });
    window.HTMLElement.prototype.scrollIntoView = () => undefined;
    window.scrollTo = () => undefined;
    Object.defineProperty(window.document, 'fonts', {
      value: { addEventListener() {}, removeEventListener() {} },
    });
  }
}
