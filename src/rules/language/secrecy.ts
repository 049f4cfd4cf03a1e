/** Secrets of `${…}` in texts that are stored. The name replaces the value until the text is used. */

export interface Secret {
  readonly name: string;
  readonly value: string;
}

export interface Secrecy {
  seal(text: string): string;
  unseal(text: string): string;
}

/** Shorter values are not replaced, because ordinary text could contain them. */
const shortest = 6;

/** The longest first, so that a secret that contains another one is found. */
export function secrecyOf(secrets: readonly Secret[]): Secrecy {
  const known = secrets.filter(({ value }) => value.length >= shortest).sort((a, b) => b.value.length - a.value.length);
  return {
    seal: (text) => known.reduce((sealed, { name, value }) => sealed.replaceAll(value, `\${${name}}`), text),
    unseal: (text) => known.reduce((open, { name, value }) => open.replaceAll(`\${${name}}`, () => value), text),
  };
}
