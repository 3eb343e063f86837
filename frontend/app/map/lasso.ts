// A line drawn around points: corners x, y, x, y … in units of the map.

const LONGEST = 80;
const DIGITS = 4;

/** How the address writes a line; a long one is thinned out. */
export function written(corners: readonly number[]): string {
  const count = corners.length / 2;
  const step = Math.max(1, Math.ceil(count / LONGEST));
  const kept: string[] = [];
  for (let i = 0; i < count; i += step) {
    kept.push(short(corners[2 * i]!), short(corners[2 * i + 1]!));
  }
  return kept.length >= 6 ? kept.join(",") : "";
}

function short(value: number): string {
  return String(Number(Math.min(2, Math.max(-1, value)).toFixed(DIGITS)));
}

export function read(text: string): number[] {
  return text === "" ? [] : text.split(",").map(Number);
}

/** Points inside the line: a ray to the right crosses it an odd number of times. */
export function inside(corners: readonly number[], at: Float32Array): number[] {
  const found: number[] = [];
  for (let point = 0; point < at.length / 2; point++) {
    if (holds(corners, at[2 * point]!, at[2 * point + 1]!)) {
      found.push(point);
    }
  }
  return found;
}

function holds(corners: readonly number[], x: number, y: number): boolean {
  let within = false;
  for (let i = 0, j = corners.length - 2; i < corners.length; j = i, i += 2) {
    const y0 = corners[j + 1]!;
    const y1 = corners[i + 1]!;
    if (y0 > y !== y1 > y && x < corners[j]! + ((corners[i]! - corners[j]!) * (y - y0)) / (y1 - y0)) {
      within = !within;
    }
  }
  return within;
}
