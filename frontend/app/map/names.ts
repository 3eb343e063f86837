// What features are called, fetched when somebody points at them and remembered.

import { element } from "../lib/dom";

interface Token {
  readonly text: string;
  readonly level: number;
}

interface Named {
  readonly index: number;
  readonly label: string | null;
  readonly tokens: readonly Token[];
}

export class Names {
  private readonly known = new Map<number, Promise<Named | undefined>>();

  constructor(private readonly base: string) {}

  private of(feature: number): Promise<Named | undefined> {
    const known = this.known.get(feature) ?? this.fetch(feature);
    this.known.set(feature, known);
    return known;
  }

  private async fetch(feature: number): Promise<Named | undefined> {
    const response = await fetch(`${this.base}/names?features=${feature}`, { headers: { Accept: "application/json" } });
    if (!response.ok) {
      this.known.delete(feature);
      return undefined;
    }
    return ((await response.json()) as { features: Named[] }).features[0];
  }

  /** Fills a card with a feature, unless it shows another one by then. */
  async show(card: HTMLElement, feature: number, hint: string): Promise<void> {
    card.hidden = false;
    card.dataset["feature"] = String(feature);
    const link = element("a", "", `Feature ${feature}`);
    link.href = `${this.base}/${feature}`;
    const head = element("b", "");
    head.append(link);
    card.replaceChildren(head);
    const named = await this.of(feature);
    if (named && card.dataset["feature"] === String(feature)) {
      const label = element("bdi", "", named.label === null ? "" : ` ${named.label}`);
      card.replaceChildren(head, label, tokens(named), element("div", "dim", hint));
    }
  }
}

function tokens(named: Named): HTMLElement {
  const strip = element("div", "strip tk");
  for (const token of named.tokens) {
    strip.append(element("mark", `t a${token.level}`, token.text));
  }
  return strip;
}
