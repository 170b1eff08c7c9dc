import { aksError } from '../errors.ts';

/** AKS's refusal of a value; the message names the property, as does `target`. */
export function invalid(target: string, message: string) {
  return aksError(400, 'InvalidParameter', `The value of parameter ${target} is invalid. Error details: ${message}`, {
    target,
  });
}
