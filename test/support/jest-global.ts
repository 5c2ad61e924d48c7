/** ES modules do not have `jest` as a global, as CommonJS has. */
import { jest } from '@jest/globals';

Object.assign(globalThis, { jest });
