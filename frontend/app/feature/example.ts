// The examples of this page as data, with every token's exact value: its JSON in the full layout, fetched once for each
// choice of examples when somebody first asks.

interface Token {
  readonly id: number;
  readonly text: string;
  readonly value: number;
  readonly level: number;
}

export interface Strip {
  readonly window: number;
  readonly start: number;
  readonly peak: number;
  readonly tokens: readonly Token[];
}

interface Places {
  readonly strips: readonly Strip[];
}

interface Page {
  readonly groups: readonly Places[];
  readonly misses: readonly Places[];
}

const pages = new Map<string, Promise<Page>>();

/**
 * The example in a place of the page as it is shown now.
 *
 * @param list which list of places: those of the groups, then the near misses
 * @param row which of the list
 */
export async function exampleAt(list: number, row: number): Promise<Strip | undefined> {
  const address = jsonAddress();
  let page = pages.get(address);
  if (!page) {
    page = fetch(address).then((response) => {
      if (!response.ok) {
        throw new Error(`The server answered ${response.status}.`);
      }
      return response.json() as Promise<Page>;
    });
    page.catch(() => pages.delete(address));
    pages.set(address, page);
  }
  const { groups, misses } = await page;
  return [...groups, ...misses][list]?.strips[row];
}

/** Same amount and folding as shown, so that places agree; everything that was kept of each. */
function jsonAddress(): string {
  const now = new URLSearchParams(location.search);
  const words = new URLSearchParams({ show: "full" });
  for (const name of ["examples", "folded"]) {
    const value = now.get(name);
    if (value) {
      words.set(name, value);
    }
  }
  return `${location.pathname}.json?${words.toString()}`;
}

/** The text of an example; a special token at its beginning is no text. */
export function textOf(strip: Strip): string {
  const texts = strip.tokens.map((token) => token.text);
  const first = texts[0] ?? "";
  return (/^<[^<>\s]+>$/.test(first) ? texts.slice(1) : texts).join("").trim();
}
