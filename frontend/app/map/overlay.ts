// What lies over the points: the line, the ring around the present point, the card that says what it is, the buttons.

import { element } from "../lib/dom";
import type { Colour } from "./scene";
import type { View } from "./view";

const SVG = "http://www.w3.org/2000/svg";
const CLASSES = ["m0", "m1", "m2", "m3", "m4", "mx", "mf"];
const RING = 8;

export class Overlay {
  readonly canvas = element("canvas", "");
  readonly card = element("div", "about");
  readonly tools = element("div", "tools");
  private readonly line = shape("polygon", "line");
  private readonly ring = shape("circle", "here");
  private readonly samples: readonly SVGElement[];

  constructor(private readonly box: HTMLElement) {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "application");
    this.canvas.setAttribute(
      "aria-label",
      "Map of features. Arrow keys go from one to the next, Enter opens it, plus and minus zoom, 0 shows the whole map.",
    );
    this.card.setAttribute("aria-live", "polite");
    this.card.hidden = true;
    const svg = document.createElementNS(SVG, "svg");
    svg.classList.add("over");
    svg.setAttribute("aria-hidden", "true");
    this.samples = CLASSES.map((name) => shape("path", name));
    this.ring.setAttribute("r", String(RING));
    svg.append(...this.samples, this.line, this.ring);
    box.append(this.canvas, svg, this.tools, this.card);
  }

  /** The colours of the style sheet, as the present theme has them. */
  colours(): Colour[] {
    return this.samples.map((sample) => colour(getComputedStyle(sample).stroke));
  }

  /** What the points lie on. */
  ground(): Colour {
    return colour(getComputedStyle(this.box).backgroundColor);
  }

  onTheme(changed: () => void): void {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
    new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  say(text: string): void {
    delete this.card.dataset["feature"];
    this.card.hidden = false;
    this.card.replaceChildren(text);
  }

  paint(view: View, corners: readonly number[], here: readonly [number, number] | undefined): void {
    const places: string[] = [];
    for (let i = 0; i < corners.length; i += 2) {
      places.push(`${view.screenX(corners[i]!).toFixed(1)},${view.screenY(corners[i + 1]!).toFixed(1)}`);
    }
    this.line.setAttribute("points", places.join(" "));
    this.ring.setAttribute("visibility", here ? "visible" : "hidden");
    if (here) {
      this.ring.setAttribute("cx", view.screenX(here[0]).toFixed(1));
      this.ring.setAttribute("cy", view.screenY(here[1]).toFixed(1));
    }
  }
}

function colour(written: string): Colour {
  const numbers = written.match(/[\d.]+/g) ?? [];
  return [Number(numbers[0] ?? 0) / 255, Number(numbers[1] ?? 0) / 255, Number(numbers[2] ?? 0) / 255];
}

function shape(name: "polygon" | "circle" | "path", classes: string): SVGElement {
  const made = document.createElementNS(SVG, name);
  made.classList.add(classes);
  return made;
}
