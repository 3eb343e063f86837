// Mouse, fingers, keys and buttons of the map.

import { element } from "../lib/dom";
import type { LiveMap } from "./map";

const CLICK = 4;
const APART = 5;
const STEP = 1.5;

interface Place {
  readonly x: number;
  readonly y: number;
}

export class Controls {
  private readonly fingers = new Map<number, Place>();
  private begin: Place = { x: 0, y: 0 };
  private line: number[] | undefined;
  private readonly pen = element("button", "btn", "Draw a line");
  private moved = false;

  constructor(
    private readonly map: LiveMap,
    private readonly box: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
  ) {}

  listen(): void {
    this.buttons();
    const canvas = this.canvas;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.fingers.delete(event.pointerId));
    canvas.addEventListener("pointerleave", () => this.fingers.size === 0 && this.map.pointAt(-1));
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.place(event));
      },
      { passive: false },
    );
  }

  private buttons(): void {
    const tools: [string, string, () => void][] = [
      ["+", "Zoom in", () => this.zoom(STEP, this.middle())],
      ["−", "Zoom out", () => this.zoom(1 / STEP, this.middle())],
      ["Whole map", "", () => this.whole()],
      ["No line", "", () => void this.map.closeLine([])],
    ];
    this.pen.type = "button";
    this.pen.setAttribute("aria-pressed", "false");
    this.pen.addEventListener("click", () => this.drawing(this.pen.getAttribute("aria-pressed") !== "true"));
    for (const [text, label, act] of tools) {
      const button = element("button", "btn", text);
      button.type = "button";
      if (label !== "") {
        button.setAttribute("aria-label", label);
      }
      button.addEventListener("click", act);
      this.map.overlay.tools.append(button);
    }
    this.map.overlay.tools.insertBefore(this.pen, this.map.overlay.tools.lastChild);
  }

  private drawing(on: boolean): void {
    this.pen.setAttribute("aria-pressed", String(on));
    this.box.classList.toggle("drawing", on);
  }

  private place(event: MouseEvent): Place {
    const frame = this.canvas.getBoundingClientRect();
    return { x: event.clientX - frame.left, y: event.clientY - frame.top };
  }

  private middle(): Place {
    return { x: this.map.view.width / 2, y: this.map.view.height / 2 };
  }

  private zoom(factor: number, at: Place): void {
    this.map.view.zoomAt(factor, at.x, at.y);
    this.map.moved();
  }

  private whole(): void {
    this.map.view.whole();
    this.map.moved();
  }

  private down(event: PointerEvent): void {
    this.canvas.setPointerCapture(event.pointerId);
    const at = this.place(event);
    this.fingers.set(event.pointerId, at);
    this.begin = at;
    this.moved = false;
    const draws = event.shiftKey || this.pen.getAttribute("aria-pressed") === "true";
    this.line = draws && this.fingers.size === 1 ? [] : undefined;
  }

  private move(event: PointerEvent): void {
    const at = this.place(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) {
      this.map.pointAt(this.map.at(at.x, at.y));
      return;
    }
    this.moved ||= Math.hypot(at.x - this.begin.x, at.y - this.begin.y) > CLICK;
    if (this.line) {
      this.extend(at);
    } else if (this.fingers.size === 2) {
      this.pinch(event.pointerId, before, at);
    } else if (this.moved) {
      this.map.view.pan(at.x - before.x, at.y - before.y);
      this.map.moved();
    }
    this.fingers.set(event.pointerId, at);
  }

  /** Adds a corner wherever the line has gone a few pixels. */
  private extend(at: Place): void {
    const line = this.line ?? [];
    const view = this.map.view;
    const last = { x: view.screenX(line.at(-2) ?? -9), y: view.screenY(line.at(-1) ?? -9) };
    if (line.length === 0 || Math.hypot(at.x - last.x, at.y - last.y) > APART) {
      line.push(view.mapX(at.x), view.mapY(at.y));
      this.map.drawLine(line);
    }
  }

  private pinch(id: number, before: Place, at: Place): void {
    const other = [...this.fingers].find(([finger]) => finger !== id)?.[1];
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y);
      const is = Math.hypot(at.x - other.x, at.y - other.y);
      this.zoom(is / Math.max(1, was), { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
      this.moved = true;
    }
  }

  private up(event: PointerEvent): void {
    const at = this.place(event);
    this.fingers.delete(event.pointerId);
    if (this.line) {
      const line = this.line;
      this.line = undefined;
      this.drawing(false);
      void this.map.closeLine(line);
    } else if (!this.moved) {
      this.map.pointAt(this.map.at(at.x, at.y));
      if (event.pointerType === "mouse") {
        this.map.follow();
      }
    }
  }

  private key(event: KeyboardEvent): void {
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.map.step(-1, 0),
      ArrowRight: () => this.map.step(1, 0),
      ArrowUp: () => this.map.step(0, -1),
      ArrowDown: () => this.map.step(0, 1),
      Enter: () => this.map.follow(),
      "+": () => this.zoom(STEP, this.middle()),
      "=": () => this.zoom(STEP, this.middle()),
      "-": () => this.zoom(1 / STEP, this.middle()),
      "0": () => this.whole(),
      Escape: () => this.map.pointAt(-1),
    };
    const action = actions[event.key];
    if (action && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      action();
    }
  }
}
