/** From the API's camelCase to the kebab-case of flags and commands. */
export function toKebabCase(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
