/** Which phone number ids exist: the declared ones, or any when none is declared. */
import type { PhoneNumber, Scenario } from '../scenario/scenario.ts';

const ID = /^\d{1,32}$/;

export interface Numbers {
  find(id: string): PhoneNumber | undefined;
  all(): PhoneNumber[];
}

export function createNumbers(scenario: Scenario): Numbers {
  const known = new Map(scenario.numbers.map((number) => [number.id, number]));
  const lenient = scenario.numbers.length === 0;
  return {
    find(id) {
      const number = known.get(id);
      if (number || !lenient || !isObjectId(id)) return number;
      const made = madeUpNumber(id);
      known.set(id, made);
      return made;
    },
    all: () => [...known.values()],
  };
}

/** Ids are digits; tests also like words, so a lenient simulator takes letters, digits, dots and dashes too. */
function isObjectId(id: string): boolean {
  return ID.test(id) || /^[\w.-]{1,64}$/.test(id);
}

function madeUpNumber(id: string): PhoneNumber {
  return {
    id,
    display_phone_number: `+1 555-${id.slice(-7, -4).padStart(3, '0')}-${id.slice(-4).padStart(4, '0')}`,
    verified_name: 'Simulated Business',
    quality_rating: 'GREEN',
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: 'UNLIMITED',
    platform_type: 'CLOUD_API',
    code_verification_status: 'VERIFIED',
  };
}
