// Paints points one by one into an array of pixels, for machines whose WebGL is software or absent. The same discs with
// the same soft edges; a hundred thousand are about half a million blends.

import { FADED, LARGER, MARKED, type Colour, type Painter, type Scene } from "./scene";
import type { View } from "./view";

/** A disc is drawn for every quarter of a pixel that its middle may lie at. */
const PHASES = 4;
const OPAQUE = 255;

/** What one disc covers: pixels as distances from that of its middle in the array, and how much of each. */
interface Disc {
  readonly offsets: Int32Array;
  /** 1..256, of 256. */
  readonly alphas: Uint16Array;
}

export class PixelPainter implements Painter {
  private readonly context: CanvasRenderingContext2D | null;
  private image = new ImageData(1, 1);
  /** The pixels of the image, each as alpha, blue, green, red from the highest byte. */
  private pixels = new Uint32Array(1);
  /** Pixels beyond each edge, so that no disc must be cut. */
  private margin = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    // What is never read back could go to a graphics processor, which is not there or slow.
    this.context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  }

  changed(): void {
    // everything is read anew for each picture
  }

  paint(scene: Scene, view: View): void {
    const size = (this.canvas.width / view.width) * view.pointSize(scene.shades.length);
    this.fit(Math.ceil(LARGER * size) + 2);
    this.pixels.fill(packed(scene.ground));
    const some = scene.marked.length > 0;
    this.discs(scene, view, { which: undefined, size, alpha: some ? FADED : 1 });
    if (some) {
      this.discs(scene, view, { which: scene.marked, size: LARGER * size, alpha: 1 });
    }
    this.context?.putImageData(this.image, -this.margin, -this.margin);
  }

  /** Makes room for the canvas and a margin. */
  private fit(margin: number): void {
    this.margin = Math.max(margin, this.margin);
    const width = this.canvas.width + 2 * this.margin;
    const height = this.canvas.height + 2 * this.margin;
    if (this.image.width !== width || this.image.height !== height) {
      this.image = new ImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
  }

  /** Paints all points in their shades, or the given ones as marked. */
  private discs(scene: Scene, view: View, as: { which: Uint32Array | undefined; size: number; alpha: number }): void {
    const stride = this.image.width;
    const discs = shapes(as.size, as.alpha, stride);
    const colours = Uint32Array.from(scene.colours, packed);
    const scale = (view.scale() * this.canvas.width) / view.width;
    // The middle of the upper left pixel is at one half.
    const left = this.canvas.width / 2 - view.x * scale - 0.5;
    const top = this.canvas.height / 2 - view.y * scale - 0.5;
    const reach = as.size / 2 + 1;
    const right = this.canvas.width + reach;
    const bottom = this.canvas.height + reach;
    const count = as.which?.length ?? scene.shades.length;
    for (let i = 0; i < count; i++) {
      const point = as.which ? as.which[i]! : i;
      const x = scene.at[2 * point]! * scale + left;
      const y = scene.at[2 * point + 1]! * scale + top;
      if (x > -reach && x < right && y > -reach && y < bottom) {
        const colour = colours[as.which ? MARKED : scene.shades[point]!]!;
        this.disc(x + this.margin, y + this.margin, discs, colour);
      }
    }
  }

  /** Lays a disc over what is there. */
  private disc(x: number, y: number, discs: readonly Disc[], colour: number): void {
    const column = x | 0;
    const row = y | 0;
    const disc = discs[(((y - row) * PHASES) | 0) * PHASES + (((x - column) * PHASES) | 0)]!;
    const { offsets, alphas } = disc;
    const middle = row * this.image.width + column;
    const pixels = this.pixels;
    for (let k = 0; k < offsets.length; k++) {
      const alpha = alphas[k]!;
      const at = middle + offsets[k]!;
      pixels[at] = alpha === OPAQUE + 1 ? colour : mixed(pixels[at]!, colour, alpha);
    }
  }
}

/** Two colours in one, by 256ths of the upper; red and blue at once, as their bytes do not touch. */
function mixed(lower: number, upper: number, alpha: number): number {
  const redBlue = lower & 0xff00ff;
  const green = lower & 0x00ff00;
  const rb = redBlue + (Math.imul((upper & 0xff00ff) - redBlue, alpha) >> 8);
  const g = green + (Math.imul((upper & 0x00ff00) - green, alpha) >> 8);
  return (0xff000000 | (rb & 0xff00ff) | (g & 0x00ff00)) >>> 0;
}

function packed([red, green, blue]: Colour): number {
  const byte = (part: number): number => Math.round(OPAQUE * part);
  return ((OPAQUE << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red)) >>> 0;
}

/** Discs of a size in pixels, for each phase of their middle; soft from seven tenths of the radius, as WebGL's are. */
function shapes(size: number, alpha: number, stride: number): Disc[] {
  return Array.from({ length: PHASES * PHASES }, (_, phase) => {
    const x = ((phase % PHASES) + 0.5) / PHASES;
    const y = (Math.floor(phase / PHASES) + 0.5) / PHASES;
    const reach = Math.ceil(size / 2) + 1;
    const offsets: number[] = [];
    const alphas: number[] = [];
    for (let row = -reach; row <= reach; row++) {
      for (let column = -reach; column <= reach; column++) {
        const covered = Math.round(256 * alpha * soft((2 * Math.hypot(column - x, row - y)) / size));
        if (covered > 0) {
          offsets.push(row * stride + column);
          alphas.push(covered);
        }
      }
    }
    return { offsets: Int32Array.from(offsets), alphas: Uint16Array.from(alphas) };
  });
}

/** 1 up to 0.7 radii from the middle, 0 from one radius. */
function soft(radii: number): number {
  const t = Math.min(1, Math.max(0, (1 - radii) / 0.3));
  return t * t * (3 - 2 * t);
}
