// Offers what a begun word may become: a listbox below the search field. Without it the field is a plain form.

import { element, need } from "../lib/dom";

interface Suggestion {
  readonly kind: string;
  readonly text: string;
  readonly note: string;
  readonly path: string;
}

const REST_MS = 120;
let boxes = 0;

export function mountSuggest(form: HTMLElement): void {
  const field = form.querySelector<HTMLInputElement>('input[type="search"][name="q"]');
  if (field) {
    new Suggest(field, `suggest-${boxes++}`);
  }
}

class Suggest {
  private readonly list: HTMLUListElement;
  private waiting = 0;
  private asking = new AbortController();
  private chosen = -1;

  constructor(
    private readonly field: HTMLInputElement,
    private readonly id: string,
  ) {
    this.list = element("ul", "suggestions");
    this.list.id = id;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    field.after(this.list);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => this.typed());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    // a press would move the focus and close the list before the click arrives
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  private typed(): void {
    window.clearTimeout(this.waiting);
    this.asking.abort();
    if (this.field.value.trim() === "") {
      this.close();
      return;
    }
    this.waiting = window.setTimeout(() => void this.ask(), REST_MS);
  }

  private async ask(): Promise<void> {
    this.asking = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(this.field.value)}`, {
        signal: this.asking.signal,
        headers: { Accept: "application/json" },
      });
      if (answer.ok) {
        this.show(((await answer.json()) as { suggestions: Suggestion[] }).suggestions);
      }
    } catch {
      this.close(); // aborted by the next key, or the server is away: the form still works
    }
  }

  private show(suggestions: readonly Suggestion[]): void {
    this.choose(-1);
    this.list.replaceChildren(...suggestions.map((one, at) => this.option(one, at)));
    const open = suggestions.length > 0 && document.activeElement === this.field;
    this.list.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
  }

  private option(one: Suggestion, at: number): HTMLLIElement {
    const option = element("li", "");
    option.id = `${this.id}-${at}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const text = element("bdi", "what", one.kind === "token" ? one.text.replace(/\n/g, "↵") : one.text);
    option.append(element("span", "kind", one.kind), text, element("bdi", "note", one.note));
    option.classList.toggle("mono", one.kind === "token");
    option.dataset["path"] = one.path;
    option.addEventListener("click", () => location.assign(one.path));
    return option;
  }

  private pressed(event: KeyboardEvent): void {
    const options = this.list.children.length;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options > 0 && !this.list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // one place more than there are options: the field itself
      this.choose(((this.chosen + 1 + step + options + 1) % (options + 1)) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      need(this.list, `#${this.id}-${this.chosen}`, HTMLLIElement).click();
    }
  }

  private choose(at: number): void {
    this.list.children[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = at;
    const option = this.list.children[at];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", option.id);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private close(): void {
    window.clearTimeout(this.waiting);
    this.choose(-1);
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
  }
}
