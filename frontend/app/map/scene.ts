// What a painter of the map is given, and what it can do.

import { NO_SHADE } from "./points";
import type { View } from "./view";

/** Red, green, blue, 0..1. */
export type Colour = readonly [number, number, number];

export interface Scene {
  /** x and y of each point. */
  readonly at: Float32Array;
  /** Shade of each point. */
  shades: Uint8Array;
  /** Points that a search marks. */
  marked: Uint32Array;
  /** Five shades, the one of points without a value, that of marked points. */
  colours: readonly Colour[];
  /** What the points lie on. */
  ground: Colour;
}

export interface Painter {
  /** After shades or marks have changed. */
  changed(scene: Scene): void;
  paint(scene: Scene, view: View): void;
}

/** Of the shades, that of marked points. */
export const MARKED = NO_SHADE + 1;
/** How much of the others shows while some are marked. */
export const FADED = 0.35;
/** How much larger a marked point is. */
export const LARGER = 1.7;
