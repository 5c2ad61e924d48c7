/** What is wrong with a user's address, name or password. Pure. */
import { fault, type Fault } from '../domain/fault.ts';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './secrets.ts';

export function emailFaults(email: string): Fault[] {
  if (/^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254) return [];
  return [fault('invalid.value', 'email', `"${email}" is not an e-mail address.`)];
}

export function nameFaults(name: string): Fault[] {
  if (name.trim() === '') return [fault('name.cannot.be.blank', 'name', 'A name must be provided.')];
  if ([...name].length > 64)
    return [fault('name.length.exceeded', 'name', 'The name length exceeds the limit of 64 characters.', 64)];
  return [];
}

export function passwordFaults(password: string | null): Fault[] {
  if (password === null) return [];
  const length = [...password].length;
  if (length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH) return [];
  const message = `A password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters; this one has ${length}.`;
  return [fault('invalid.value', 'password', message)];
}
