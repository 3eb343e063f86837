// The two texts as they grow, the place that is looked at, and the bars of divergence.

import { element, need } from "../lib/dom";
import { bare, fixed, level, NAMES, ordinal, percent, probability, SIDES } from "./result";
import type { Alternative, Done, Place, Side, TokenEvent } from "./result";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 56;

export class Output {
  private readonly texts: Three<HTMLElement>;
  private readonly places: Three<Place[]> = [[], [], []];
  private readonly marks: Three<HTMLElement[]> = [[], [], []];
  private readonly carets: Three<HTMLElement> = [caret(), caret(), caret()];
  private readonly bars: HTMLElement;
  private looked: [Side, number] | undefined;

  constructor(private readonly root: HTMLElement) {
    this.texts = [textOf(root, 0), textOf(root, 1), textOf(root, 2)];
    this.bars = need(root, "[data-kl]", HTMLElement);
  }

  /** Empties the texts and shows that they are being written. */
  begin(): void {
    this.looked = undefined;
    for (const side of SIDES) {
      this.places[side] = [];
      this.marks[side] = [];
      this.texts[side].replaceChildren(this.carets[side]);
      need(this.root, `[data-figures='${side}']`, HTMLElement).textContent = "";
    }
    this.bars.replaceChildren();
    need(this.root, "#place", HTMLElement).hidden = true;
    need(this.root, "#kl", HTMLElement).hidden = false;
    this.root.querySelector("#moved")?.remove();
  }

  /** No more comes. */
  end(): void {
    this.carets.forEach((caret) => caret.remove());
  }

  /** Shows the text that is asked for in words, or hides its place. */
  ask(wish: string): void {
    this.root.querySelectorAll<HTMLElement>("[data-told]").forEach((part) => (part.hidden = wish === ""));
    need(this.root, "[data-wish] bdi", HTMLElement).textContent = wish;
    const sides = need(this.root, "[data-sides]", HTMLElement);
    sides.classList.toggle("beside", wish !== "" || this.root.querySelector("[data-turns]") !== null);
  }

  /** All places of a result at once, in place of what the server wrote. */
  fill(sides: readonly (readonly Place[])[]): void {
    const figures = SIDES.map((side) => need(this.root, `[data-figures='${side}']`, HTMLElement).textContent);
    const moved = this.root.querySelector("#moved");
    this.begin();
    if (moved) {
      this.root.append(moved);
    }
    SIDES.forEach((text) => sides[text]?.forEach((place, at) => this.write({ text, at, place })));
    figures.forEach((words, side) => (need(this.root, `[data-figures='${side}']`, HTMLElement).textContent = words));
    this.end();
  }

  write(event: TokenEvent): void {
    const { text, at, place } = event;
    this.places[text][at] = place;
    const mark = element("span", "pt");
    mark.dataset["p"] = probability(text === 0 ? place.default : place.steered);
    mark.dataset["at"] = String(at);
    const token = element("span", text === 0 ? "t" : `t k${level(place.divergence)}`, bare(place.text));
    const other = text === 2 ? "asked in words" : "steered";
    token.title = `by default ${percent(place.default)}, ${other} ${percent(place.steered)}, KL ${fixed(place.divergence, 2)} nats`;
    mark.append(token);
    this.marks[text][at] = mark;
    this.word(text, at).append(mark);
    if (place.text.endsWith("\n")) {
      this.carets[text].before(element("br", ""));
    }
    if (text === 1) {
      this.bar(at, place);
    }
  }

  /** The word that a token belongs to: one that begins with white space begins a word. */
  private word(text: Side, at: number): HTMLElement {
    const token = this.places[text][at]?.text ?? "";
    const before = this.marks[text][at - 1]?.parentElement;
    const glued = before && token.trim() !== "" && !/^\s/.test(token) && !this.places[text][at - 1]?.text.endsWith("\n");
    if (glued) {
      return before;
    }
    const word = element("span", "w");
    this.carets[text].before(at > 0 ? " " : "", word, "");
    return word;
  }

  private bar(at: number, place: Place): void {
    const item = element("li", "");
    item.dataset["at"] = String(at);
    const number = element("span", "n");
    number.append(place.divergence >= 1 ? fixed(place.divergence, 1) : element("span", "vh", fixed(place.divergence, 2)));
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("aria-hidden", "true");
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("width", "100%");
    rect.setAttribute("height", "100%");
    svg.append(rect);
    item.append(number, svg, element("span", "tk", bare(place.text)));
    this.bars.append(item);
    const most = Math.max(1, ...this.places[1].map((one) => one.divergence));
    if (place.divergence === most) {
      this.scale(most);
    } else {
      height(svg, place.divergence / most);
    }
  }

  private scale(most: number): void {
    this.bars.querySelectorAll("svg").forEach((svg, at) => height(svg, (this.places[1][at]?.divergence ?? 0) / most));
  }

  finish(done: Done): void {
    need(this.root, "[data-figures='0']", HTMLElement).textContent = `loss ${fixed(done.loss[0] ?? null, 2)} nats a token`;
    need(this.root, "[data-figures='1']", HTMLElement).textContent =
      `loss ${fixed(done.loss[1] ?? null, 2)} · mean KL ${fixed(done.divergence, 2)} nats · ${fixed(done.tokensPerSecond, 0)} tokens/s` +
      done.shifts.map((one) => ` · moves ${one.address} by ${fixed(one.ratio, 2)} of its norm`).join("");
    if (done.loss.length > 2) {
      need(this.root, "[data-figures='2']", HTMLElement).textContent =
        `loss ${fixed(done.loss[2] ?? null, 2)} · mean KL ${fixed(done.toldDivergence, 2)} nats`;
    }
    if (done.most >= 0) {
      this.look(1, done.most);
    }
  }

  /** The text of a side, as it was written; of a chat, all that was said in that conversation. */
  text(side: Side): string {
    const written = this.places[side].map((place) => place.text).join("");
    const turns = [...this.root.querySelectorAll<HTMLElement>("[data-turns] > li")].map((turn) => {
      const said = turn.querySelector(`[data-in~='${side}']`)?.textContent ?? "";
      return `${turn.querySelector(".who")?.textContent ?? ""}: ${said}`;
    });
    return turns.length > 0 ? [...turns, `Assistant: ${written.trim()}`].join("\n\n") : written;
  }

  /** Shows what stood at a place. */
  look(side: Side, at: number): void {
    const place = this.places[side][at];
    if (!place) {
      return;
    }
    this.mark(false);
    this.looked = [side, at];
    this.mark(true);
    const panel = need(this.root, "#place", HTMLElement);
    panel.hidden = false;
    need(panel, "[data-place-title]", HTMLElement).textContent = `The ${ordinal(at)} token`;
    const kl = side === 0 ? "KL of default from steered" : "KL";
    need(panel, "[data-place-note]", HTMLElement).textContent =
      `“${bare(place.text)}” of the ${NAMES[side]} text: what either run would write after the same words. ${kl} ${fixed(place.divergence, 2)} nats.`;
    const two = element("div", "two");
    const other = side === 2 ? "Asked for in words" : "Steered";
    two.append(table("Default", place.inDefault, place.id, "f-ink"), table(other, place.inSteered, place.id, "f-fruit"));
    need(panel, "[data-place]", HTMLElement).replaceChildren(two);
  }

  private mark(on: boolean): void {
    if (this.looked) {
      const [side, at] = this.looked;
      const mark = this.marks[side][at];
      mark?.classList.toggle("sel", on);
      if (side === 1) {
        this.bars.children[at]?.classList.toggle("sel", on);
      }
    }
  }

  /** Goes to the place some steps from the one that is looked at. */
  step(by: number, side: Side): void {
    const from = this.looked?.[0] === side ? this.looked[1] : by > 0 ? -1 : 1;
    this.look(side, Math.min(Math.max(0, from + by), this.places[side].length - 1));
    this.marks[side][this.looked?.[1] ?? 0]?.scrollIntoView({ block: "nearest" });
  }
}

type Three<T> = [T, T, T];

function caret(): HTMLElement {
  const made = element("span", "caret");
  made.setAttribute("aria-hidden", "true");
  return made;
}

function textOf(root: HTMLElement, side: Side): HTMLElement {
  return need(root, `[data-text='${side}']`, HTMLElement);
}

function height(svg: Element, share: number): void {
  svg.setAttribute("height", (Math.min(1, share) * HEIGHT).toFixed(1));
}

function table(caption: string, likeliest: readonly Alternative[], written: number, fill: string): HTMLTableElement {
  const made = element("table", "tbl bare probs");
  made.createCaption().textContent = caption;
  const body = made.createTBody();
  for (const one of likeliest) {
    const row = body.insertRow();
    row.classList.toggle("cur", one.id === written);
    const word = row.insertCell();
    word.className = "mono";
    word.append(element("bdi", "", bare(one.text)));
    if (one.id === written) {
      word.append(element("span", "vh", ", written here"));
    }
    row.insertCell().append(bar(one.probability, one.id === written ? fill : "f-edge"));
    const number = row.insertCell();
    number.className = "r";
    number.textContent = fixed(one.probability, 2);
  }
  return made;
}

function bar(share: number, fill: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "hb");
  svg.setAttribute("height", "8");
  svg.setAttribute("viewBox", "0 0 100 8");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [width, name] of [
    [100, "f-soft"],
    [100 * share, fill],
  ] as const) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("width", width.toFixed(1));
    rect.setAttribute("height", "8");
    rect.setAttribute("class", name);
    svg.append(rect);
  }
  return svg;
}
