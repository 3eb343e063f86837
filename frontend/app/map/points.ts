// The bytes of map.bin (laid out in org.fragaria.atlas.MapBytes) as columns.

/** Columns in the order of the bytes; the names are those of the address. */
export const COLUMNS: readonly string[] = ["lookup", "density", "max", "persistence", "output"];

export const SHADES = 5;

/** The shade of a point that has no value. */
export const NO_SHADE = 5;

export interface Points {
  readonly count: number;
  /** Feature of each point, rising. */
  readonly features: Int32Array;
  /** 0..1, x and y of each point. */
  readonly at: Float32Array;
  readonly columns: readonly Float32Array[];
  /** Where the shades of each column end, rising. */
  readonly bounds: readonly Float32Array[];
}

const MAGIC = "FRAGVIEW";
const GRID = 65535;

export function parse(bytes: ArrayBuffer): Points {
  const header = new DataView(bytes);
  if (new TextDecoder().decode(bytes.slice(0, 8)) !== MAGIC) {
    throw new Error("The server sent something else than a map: reload the page.");
  }
  const count = header.getInt32(8, true);
  const columns = header.getInt32(12, true);
  let offset = 16;
  const bounds = Array.from({ length: columns }, (_, c) => new Float32Array(bytes, offset + 16 * c, SHADES - 1));
  offset += 16 * columns;
  const features = new Int32Array(bytes, offset, count);
  offset += 4 * count;
  const at = new Float32Array(2 * count);
  for (let axis = 0; axis < 2; axis++) {
    new Uint16Array(bytes, offset, count).forEach((value, i) => (at[2 * i + axis] = value / GRID));
    offset += 2 * count;
  }
  const values = Array.from({ length: columns }, (_, c) => widened(new Uint16Array(bytes, offset + 2 * count * c, count)));
  return { count, features, at, columns: values, bounds };
}

/** From the upper halves of float32 to float32. */
function widened(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  halves.forEach((half, i) => (bits[i] = half << 16));
  return new Float32Array(bits.buffer);
}

/** The shade of each point by a column: 0 palest. Of the lookup score, low is dark: those features are the find. */
export function shades(points: Points, column: string): Uint8Array {
  const c = Math.max(0, COLUMNS.indexOf(column));
  const values = points.columns[c] ?? new Float32Array(points.count);
  const bounds = points.bounds[c] ?? new Float32Array(SHADES - 1);
  const darkIsLow = column === "lookup";
  return Uint8Array.from(values, (value) => {
    if (Number.isNaN(value)) {
      return NO_SHADE;
    }
    let fifth = 0;
    while (fifth < bounds.length && value >= (bounds[fifth] ?? Infinity)) {
      fifth++;
    }
    return darkIsLow ? SHADES - 1 - fifth : fifth;
  });
}
