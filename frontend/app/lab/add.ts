// Offers features while somebody types what to add: a listbox below the field, as in the search.

import { element } from "../lib/dom";

interface Offer {
  readonly at: string;
  readonly label: string | null;
  readonly tokens: readonly string[];
  readonly max: number;
}

const REST_MS = 150;

export class Adder {
  private readonly list = element("ul", "suggestions");
  private waiting = 0;
  private asking = new AbortController();
  private chosen = -1;

  constructor(
    private readonly field: HTMLInputElement,
    private readonly path: string,
    private readonly add: (at: string) => void,
  ) {
    this.list.id = "add-offers";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Features");
    field.after(this.list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => {
      window.clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => void this.ask(), REST_MS);
    });
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    // a press would move the focus and close the list before the click arrives
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  /** Looks up what stands in the field. */
  async ask(): Promise<void> {
    this.asking.abort();
    const words = this.field.value.trim();
    if (words === "") {
      this.close();
      return;
    }
    this.asking = new AbortController();
    try {
      const answer = await fetch(`${this.path}/features?q=${encodeURIComponent(words)}`, {
        signal: this.asking.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.ok) {
        this.show(((await answer.json()) as { features: Offer[] }).features);
      }
    } catch {
      this.close(); // aborted by the next key, or the server is away: the button still works
    }
  }

  private show(offers: readonly Offer[]): void {
    this.chosen = -1;
    this.list.replaceChildren(...offers.map((one, at) => this.option(one, at)));
    if (offers.length === 0) {
      const none = element("li", "none", "Nothing here is called that, or fires on it.");
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      this.list.append(none);
    }
    this.open(document.activeElement === this.field);
  }

  private option(one: Offer, at: number): HTMLLIElement {
    const option = element("li", "");
    option.id = `add-offer-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const words = one.label ?? one.tokens.map((token) => token.trim()).join(", ");
    option.append(element("span", "kind", one.at), element("bdi", "what", words));
    option.addEventListener("click", () => this.take(one.at));
    return option;
  }

  private take(at: string): void {
    this.field.value = "";
    this.close();
    this.add(at);
  }

  private pressed(event: KeyboardEvent): void {
    const options = [...this.list.querySelectorAll<HTMLElement>("[role='option']:not([aria-disabled])")];
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length > 0 && !this.list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose((this.chosen + step + options.length) % options.length, options);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.list.hidden) {
        void this.ask();
      } else {
        options[Math.max(0, this.chosen)]?.click();
      }
    }
  }

  private choose(at: number, options: readonly HTMLElement[]): void {
    options[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = at;
    const option = options[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", option.id);
    }
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    if (!open) {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private close(): void {
    window.clearTimeout(this.waiting);
    this.open(false);
  }
}
