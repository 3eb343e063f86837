// Which part of the map is in view. Pure arithmetic; pixels are CSS pixels from the upper left.

const FILLED = 0.92;
export const MOST_ZOOM = 200;

export class View {
  x = 0.5;
  y = 0.5;
  zoom = 1;
  width = 1;
  height = 1;
  /** How wide and high the points lie, at most 1. */
  readonly extent: readonly [number, number];

  constructor(at: Float32Array) {
    const least = [1, 1];
    const most = [0, 0];
    at.forEach((value, i) => {
      least[i % 2] = Math.min(least[i % 2] ?? 1, value);
      most[i % 2] = Math.max(most[i % 2] ?? 0, value);
    });
    this.extent = [
      Math.max(0.01, (most[0] ?? 1) - (least[0] ?? 0)),
      Math.max(0.01, (most[1] ?? 1) - (least[1] ?? 0)),
    ];
  }

  /** Pixels for one unit of the map. */
  scale(): number {
    return FILLED * this.zoom * Math.min(this.width / this.extent[0], this.height / this.extent[1]);
  }

  screenX(x: number): number {
    return (x - this.x) * this.scale() + this.width / 2;
  }

  screenY(y: number): number {
    return (y - this.y) * this.scale() + this.height / 2;
  }

  mapX(pixel: number): number {
    return (pixel - this.width / 2) / this.scale() + this.x;
  }

  mapY(pixel: number): number {
    return (pixel - this.height / 2) / this.scale() + this.y;
  }

  pan(dx: number, dy: number): void {
    this.x = within(this.x - dx / this.scale());
    this.y = within(this.y - dy / this.scale());
  }

  /** Zooms so that what lies under a pixel stays there. */
  zoomAt(factor: number, pixelX: number, pixelY: number): void {
    const x = this.mapX(pixelX);
    const y = this.mapY(pixelY);
    this.zoom = Math.min(MOST_ZOOM, Math.max(1, this.zoom * factor));
    this.x = within(this.x + x - this.mapX(pixelX));
    this.y = within(this.y + y - this.mapY(pixelY));
  }

  whole(): void {
    this.x = 0.5;
    this.y = 0.5;
    this.zoom = 1;
  }

  /** Size of a point in pixels: grows with the zoom, far slower than distances. */
  pointSize(count: number): number {
    const base = count > 20_000 ? 2.5 : count > 4_000 ? 3.5 : 5;
    return Math.min(12, base + 1.1 * Math.log2(this.zoom));
  }
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
