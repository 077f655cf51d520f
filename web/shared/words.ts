/** Words in the reader's language: English is the key, the page brings the catalogue inlined as JSON. */

type Values = Record<string, string | number>;
type Catalogue = Record<string, string | string[]>;

let catalogue: Catalogue | undefined;

function loaded(): Catalogue {
  if (!catalogue) {
    const text = document.getElementById('words')?.textContent;
    catalogue = text ? (JSON.parse(text) as Catalogue) : {};
  }
  return catalogue;
}

/** The language of the page, for dates and numbers. */
export const language = (): string => document.documentElement.lang || 'es';

function filled(text: string, values?: Values): string {
  if (!values) return text;
  return text.replace(/%\((\w+)\)s/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Several sentences as one text, whether or not each brings its full stop. */
export function sentences(...parts: (string | null | undefined)[]): string {
  return parts
    .map((part) => part?.trim())
    .filter((part) => !!part)
    .map((part) => (/[.!?…:]$/.test(part!) ? part : `${part}.`))
    .join(' ');
}

/** Translates an English text; `%(name)s` inside it is replaced by `values.name`. */
export function t(text: string, values?: Values): string {
  const found = loaded()[text];
  return filled((Array.isArray(found) ? found[0] : found) || text, values);
}

/** Translates the text for one or for several; `%(n)s` is the count. */
export function tn(one: string, many: string, n: number, values?: Values): string {
  const found = loaded()[one];
  const form = new Intl.PluralRules(language()).select(n) === 'one' ? 0 : 1;
  const text = Array.isArray(found) ? (found[form] ?? found.at(-1)) : undefined;
  return filled(text || (form === 0 ? one : many), { n, ...values });
}
