// Two texts to be read: tokens and bars can be chosen, by pointer or with the arrow keys, and texts be copied.

import { element, need } from "../lib/dom";
import { mountLater } from "../measure/later";
import { Output } from "./output";
import { NAMES, type Place, type Side } from "./result";

const readers = new WeakMap<HTMLElement, Reader>();

export function mountReader(root: HTMLElement): void {
  readerOf(root);
}

/** The reader of an output; one for each. */
export function readerOf(root: HTMLElement): Reader {
  const known = readers.get(root);
  if (known) {
    return known;
  }
  const made = new Reader(root);
  readers.set(root, made);
  return made;
}

export class Reader {
  readonly output: Output;
  private filling: Promise<void> | undefined;

  constructor(private readonly root: HTMLElement) {
    this.output = new Output(root);
    root.addEventListener("click", (event) => this.chosen(event));
    root.querySelectorAll<HTMLElement>("[data-text]").forEach((text) => this.mountText(text));
    if (navigator.clipboard) {
      root.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach((button) => this.mountCopy(button));
    }
  }

  /** A new run begins: what the server wrote into the page is gone. */
  begin(): void {
    this.filling = Promise.resolve();
    this.output.begin();
  }

  private chosen(event: Event): void {
    const chosen = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
    if (chosen) {
      const text = chosen.closest<HTMLElement>("[data-text]");
      const side = text ? sideOf(text.dataset["text"]) : 1;
      const at = Number(chosen.dataset["at"]);
      void this.filled().then(() => this.output.look(side, at));
    }
  }

  private mountText(text: HTMLElement): void {
    const side = sideOf(text.dataset["text"]);
    text.tabIndex = 0;
    text.setAttribute("role", "group");
    text.setAttribute("aria-label", `The ${NAMES[side]} text; arrow keys go from token to token`);
    text.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        event.preventDefault();
        void this.filled().then(() => this.output.step(event.key === "ArrowRight" ? 1 : -1, side));
      }
    });
  }

  private mountCopy(button: HTMLButtonElement): void {
    const label = button.innerText;
    button.hidden = false;
    button.addEventListener("click", () => {
      void this.filled()
        .then(() => navigator.clipboard.writeText(this.output.text(sideOf(button.dataset["copy"]))))
        .then(
          () => (button.textContent = "Copied"),
          () => (button.textContent = "Not allowed"),
        )
        .then(() => window.setTimeout(() => (button.textContent = label), 2000));
    });
  }

  /** What the server wrote into the page, as numbers; fetched when first needed. */
  private filled(): Promise<void> {
    this.filling ??= this.fetchResult();
    return this.filling;
  }

  private async fetchResult(): Promise<void> {
    const response = await fetch(this.root.dataset["json"] ?? "", { headers: { Accept: "application/json" } });
    const page = (await response.json()) as { result?: Result | null; run?: { result: Result } };
    const result = page.result ?? page.run?.result;
    if (result) {
      this.output.fill([result.default.places, result.steered.places, result.told?.places ?? []]);
    }
  }

  /** Lets what rose and fell be read once somebody comes near it. */
  offerMoved(address: string): void {
    this.root.querySelector("#moved")?.remove();
    const section = element("section", "sec next");
    section.id = "moved";
    section.dataset["later"] = address;
    const header = element("header", "");
    header.append(
      element("h2", "", "What rose and what fell"),
      element("span", "lead", "Features by how much more, or less, they fire on the steered text."),
    );
    section.append(header);
    need(this.root, "#kl", HTMLElement).after(section);
    mountLater(section);
  }
}

interface Result {
  readonly default: { readonly places: readonly Place[] };
  readonly steered: { readonly places: readonly Place[] };
  readonly told?: { readonly places: readonly Place[] } | null;
}

function sideOf(number: string | undefined): Side {
  return number === "0" ? 0 : number === "2" ? 2 : 1;
}
