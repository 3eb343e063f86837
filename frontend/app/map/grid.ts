// Finds points by place: a grid of cells with a few points each.

const PER_CELL = 4;

export class Grid {
  private readonly side: number;
  private readonly starts: Int32Array;
  private readonly order: Int32Array;

  constructor(private readonly at: Float32Array) {
    const count = at.length / 2;
    this.side = Math.max(1, Math.floor(Math.sqrt(count / PER_CELL)));
    this.starts = new Int32Array(this.side * this.side + 1);
    this.order = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      this.starts[this.cellOf(i) + 1]!++;
    }
    for (let c = 0; c < this.side * this.side; c++) {
      this.starts[c + 1]! += this.starts[c]!;
    }
    const next = this.starts.slice();
    for (let i = 0; i < count; i++) {
      this.order[next[this.cellOf(i)]!++] = i;
    }
  }

  private cell(coordinate: number): number {
    return Math.min(this.side - 1, Math.max(0, Math.floor(coordinate * this.side)));
  }

  private cellOf(point: number): number {
    return this.cell(this.at[2 * point + 1]!) * this.side + this.cell(this.at[2 * point]!);
  }

  /** The point nearest to a place, within a distance; -1 if there is none. */
  nearest(x: number, y: number, within: number): number {
    let best = -1;
    let least = within * within;
    for (let row = this.cell(y - within); row <= this.cell(y + within); row++) {
      const from = this.starts[row * this.side + this.cell(x - within)]!;
      const to = this.starts[row * this.side + this.cell(x + within) + 1]!;
      for (let k = from; k < to; k++) {
        const point = this.order[k]!;
        const squared = (this.at[2 * point]! - x) ** 2 + (this.at[2 * point + 1]! - y) ** 2;
        if (squared < least) {
          least = squared;
          best = point;
        }
      }
    }
    return best;
  }

  /** The point to go to from another in a direction: near, and not far off the direction; -1 if there is none. */
  beside(point: number, dx: number, dy: number): number {
    let best = -1;
    let least = Infinity;
    for (let other = 0; other < this.at.length / 2; other++) {
      const x = this.at[2 * other]! - this.at[2 * point]!;
      const y = this.at[2 * other + 1]! - this.at[2 * point + 1]!;
      const along = x * dx + y * dy;
      const across = Math.abs(x * dy - y * dx);
      const cost = along + 2 * across;
      if (other !== point && along > 0 && across <= along && cost < least) {
        least = cost;
        best = other;
      }
    }
    return best;
  }
}
