/** Secrets from `${…}` in texts that are stored: the name stands in for the value until the text is used. */

export interface Secret {
  readonly name: string;
  readonly value: string;
}

export interface Secrecy {
  seal(text: string): string;
  unseal(text: string): string;
}

/** Shorter values are not looked for: they would be found in ordinary text. */
const shortest = 6;

/** The longest first, so that a secret inside another one does not hide it. */
export function secrecyOf(secrets: readonly Secret[]): Secrecy {
  const known = secrets.filter(({ value }) => value.length >= shortest).sort((a, b) => b.value.length - a.value.length);
  return {
    seal: (text) => known.reduce((sealed, { name, value }) => sealed.replaceAll(value, `\${${name}}`), text),
    unseal: (text) => known.reduce((open, { name, value }) => open.replaceAll(`\${${name}}`, () => value), text),
  };
}
