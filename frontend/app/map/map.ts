// The map of a source, alive: zoom, pan, point, search, colour, draw a line around features. What it shows is in the
// address. Without it the page has the same map as a drawing.

import { fetchPart } from "../feature/part";
import { need } from "../lib/dom";
import { explain } from "../lib/problem";
import { Controls } from "./controls";
import { Grid } from "./grid";
import { inside, read, written } from "./lasso";
import { Names } from "./names";
import { Overlay } from "./overlay";
import { painter } from "./painter";
import { parse, shades, type Points } from "./points";
import type { Painter, Scene } from "./scene";
import { View } from "./view";

const REACH = 14;
const SETTLED = 250;
const DRAW = "Drag to move, wheel to zoom. Shift and drag, or Draw a line, to choose features.";

export function mountMap(box: HTMLElement): void {
  void open(box).catch((failure: unknown) => {
    const said = document.createElement("p");
    said.className = "wrong";
    said.textContent = failure instanceof Error ? failure.message : String(failure);
    box.append(said);
  });
}

async function open(box: HTMLElement): Promise<void> {
  const base = box.dataset["map"] ?? "";
  const response = await fetch(`${base}/map.bin`);
  if (!response.ok) {
    throw new Error(await explain(response));
  }
  const map = new LiveMap(box, base, parse(await response.arrayBuffer()));
  await map.begin();
}

export class LiveMap {
  readonly view: View;
  readonly overlay: Overlay;
  private readonly grid: Grid;
  private readonly scene: Scene;
  private readonly painter: Painter;
  private readonly names: Names;
  private readonly canvas: HTMLCanvasElement;
  /** The point that is pointed at or has the keyboard's focus; -1 for none. */
  private here = -1;
  private corners: number[];
  private due = false;
  /** Whether the points must be painted again, and not only what lies over them. */
  private stale = true;
  private settling = 0;
  private listing = new AbortController();

  constructor(
    private readonly box: HTMLElement,
    private readonly base: string,
    private readonly points: Points,
  ) {
    box.classList.add("live");
    this.overlay = new Overlay(box);
    this.canvas = this.overlay.canvas;
    this.view = new View(points.at);
    this.view.x = Number(box.dataset["x"]);
    this.view.y = Number(box.dataset["y"]);
    this.view.zoom = Number(box.dataset["zoom"]);
    this.grid = new Grid(points.at);
    this.names = new Names(base);
    this.scene = {
      at: points.at,
      shades: shades(points, box.dataset["colour"] ?? ""),
      marked: new Uint32Array(0),
      colours: this.overlay.colours(),
      ground: this.overlay.ground(),
    };
    this.painter = painter(this.canvas, this.scene);
    this.corners = read(box.dataset["lasso"] ?? "");
  }

  async begin(): Promise<void> {
    new Controls(this, this.box, this.canvas).listen();
    new ResizeObserver(() => this.resize()).observe(this.box);
    this.overlay.onTheme(() => {
      this.scene.colours = this.overlay.colours();
      this.scene.ground = this.overlay.ground();
      this.repaint();
    });
    this.form();
    this.overlay.say(DRAW);
    this.resize();
    await this.find(this.box.dataset["find"] ?? "");
  }

  /** The form above the map works at once instead of by a new page. */
  private form(): void {
    const form = document.querySelector("[data-map-form]");
    if (!(form instanceof HTMLFormElement)) {
      return;
    }
    const find = need(form, "[name=find]", HTMLInputElement);
    const colour = need(form, "[name=colour]", HTMLSelectElement);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.write("find", find.value);
      void this.find(find.value);
    });
    colour.addEventListener("change", () => void this.colour(colour.value));
    if (colour.value !== this.box.dataset["colour"]) {
      void this.colour(colour.value); // chosen before the map was there
    }
  }

  private resize(): void {
    this.view.width = Math.max(1, this.box.clientWidth);
    this.view.height = Math.max(1, this.box.clientHeight);
    this.canvas.width = Math.round(this.view.width * devicePixelRatio);
    this.canvas.height = Math.round(this.view.height * devicePixelRatio);
    this.repaint();
  }

  /** Paints before the next frame. */
  repaint(): void {
    this.stale = true;
    this.redraw();
  }

  /** Draws what lies over the points before the next frame, once however often it is asked. */
  private redraw(): void {
    if (!this.due) {
      this.due = true;
      requestAnimationFrame(() => this.frame());
    }
  }

  private frame(): void {
    this.due = false;
    if (this.stale) {
      this.stale = false;
      this.painter.paint(this.scene, this.view);
    }
    this.overlay.paint(this.view, this.corners, this.here < 0 ? undefined : this.placeOf(this.here));
  }

  private placeOf(point: number): readonly [number, number] {
    return [this.points.at[2 * point]!, this.points.at[2 * point + 1]!];
  }

  /** After the view has moved: paints, and writes the address once it rests. */
  moved(): void {
    this.repaint();
    clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      this.write("x", this.view.x === 0.5 ? "" : this.view.x.toFixed(4));
      this.write("y", this.view.y === 0.5 ? "" : this.view.y.toFixed(4));
      this.write("zoom", this.view.zoom === 1 ? "" : this.view.zoom.toFixed(2));
    }, SETTLED);
  }

  private write(name: string, value: string): void {
    const address = new URL(location.href);
    if (value === "") {
      address.searchParams.delete(name);
    } else {
      address.searchParams.set(name, value);
    }
    history.replaceState(null, "", address);
  }

  /** The point under a pixel, or -1. */
  at(pixelX: number, pixelY: number): number {
    return this.grid.nearest(this.view.mapX(pixelX), this.view.mapY(pixelY), REACH / this.view.scale());
  }

  pointAt(point: number): void {
    if (point !== this.here) {
      this.here = point;
      this.redraw();
      if (point >= 0) {
        void this.names.show(this.overlay.card, this.points.features[point]!, "");
      } else {
        this.overlay.say(DRAW);
      }
    }
  }

  /** Goes to the next point in a direction, and brings it into view. */
  step(dx: number, dy: number): void {
    const next =
      this.here < 0 ? this.grid.nearest(this.view.x, this.view.y, 1) : this.grid.beside(this.here, dx, dy);
    if (next < 0) {
      return;
    }
    this.pointAt(next);
    const [x, y] = this.placeOf(next);
    const margin = 24;
    const outside =
      Math.abs(this.view.screenX(x) - this.view.width / 2) > this.view.width / 2 - margin ||
      Math.abs(this.view.screenY(y) - this.view.height / 2) > this.view.height / 2 - margin;
    if (outside) {
      this.view.x = x;
      this.view.y = y;
      this.moved();
    }
  }

  /** Opens the page of the present point. */
  follow(): void {
    if (this.here >= 0) {
      location.assign(`${this.base}/${this.points.features[this.here]!}`);
    }
  }

  private async colour(column: string): Promise<void> {
    this.scene.shades = shades(this.points, column);
    this.painter.changed(this.scene);
    this.repaint();
    this.write("colour", column === "lookup" ? "" : column);
    const section = await fetchPart(location.href, "map", new AbortController().signal);
    document.querySelector("[data-map-key]")?.replaceChildren(...need(section, "[data-map-key]", HTMLElement).childNodes);
  }

  private async find(text: string): Promise<void> {
    let features: number[] = [];
    if (text.trim() !== "") {
      const query = new URLSearchParams({ find: text });
      const response = await fetch(`${this.base}/saying?${query.toString()}`);
      if (!response.ok) {
        this.overlay.say(await explain(response));
        return;
      }
      features = ((await response.json()) as { features: number[] }).features;
      this.overlay.say(`${features.length} features say “${text}”.`);
    }
    const points = new Map(Array.from(this.points.features, (feature, point) => [feature, point]));
    this.scene.marked = Uint32Array.from(features.flatMap((feature) => points.get(feature) ?? []));
    this.painter.changed(this.scene);
    this.repaint();
  }

  /** A line while it is drawn, in units of the map. */
  drawLine(corners: number[]): void {
    this.corners = corners;
    this.redraw();
  }

  /** A line that is done, or none: lists what is inside. */
  async closeLine(corners: number[]): Promise<void> {
    const text = written(corners);
    this.corners = read(text);
    this.redraw();
    this.write("lasso", text);
    this.write("page", "");
    const count = inside(this.corners, this.points.at).length;
    this.overlay.say(text === "" ? DRAW : `${count} features inside the line; listed below the map.`);
    this.listing.abort();
    this.listing = new AbortController();
    try {
      const part = await fetchPart(location.href, "features", this.listing.signal);
      document.getElementById("features")?.replaceChildren(...part.childNodes);
    } catch (failure) {
      if (!(failure instanceof DOMException && failure.name === "AbortError")) {
        this.overlay.say(failure instanceof Error ? failure.message : String(failure));
      }
    }
  }
}
