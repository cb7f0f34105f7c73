/** Media type of all JSON that the service answers. */
export const JSON_TYPE = 'application/json; charset=utf-8';

/** Prints JSON as the contract has it: four spaces, no newline at the end. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 4);
}
