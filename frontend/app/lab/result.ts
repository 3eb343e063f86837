// A run as the server tells it, and how its numbers are written.

export interface Alternative {
  readonly id: number;
  readonly text: string;
  readonly probability: number;
}

export interface Place {
  readonly id: number;
  readonly text: string;
  readonly default: number;
  readonly steered: number;
  readonly divergence: number;
  readonly inDefault: readonly Alternative[];
  readonly inSteered: readonly Alternative[];
}

/** 0 for the text of the model left alone, 1 for the steered one, 2 for that which was asked for in words. */
export type Side = 0 | 1 | 2;

export const SIDES: readonly Side[] = [0, 1, 2];

/** What a text is called, and what the run that writes it is called beside the default one. */
export const NAMES = ["default", "steered", "asked-in-words"] as const;

/** How a run stands that waits for others: place 1 is taken in next. */
export interface Standing {
  readonly place: number;
  readonly waitSeconds: number;
}

/** The run as a line of a shell; the line is empty where the command cannot say it, and the note says why. */
export interface Command {
  readonly line: string;
  readonly note: string;
}

export interface Start {
  readonly link: string;
  readonly request: { readonly messages?: readonly object[]; readonly instruction?: string };
  readonly waiting: number;
  readonly waitSeconds: number;
  readonly command: Command;
}

export interface TokenEvent {
  readonly text: Side;
  readonly at: number;
  readonly place: Place;
}

export interface Done {
  readonly loss: readonly (number | null)[];
  readonly divergence: number | null;
  readonly toldDivergence: number | null;
  readonly answers: readonly string[];
  readonly seconds: number;
  readonly waited: number;
  readonly tokensPerSecond: number | null;
  readonly most: number;
  readonly shifts: readonly { readonly address: string; readonly ratio: number }[];
}

const ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(" ");

/** `.44`; nothing from .995. */
export function probability(p: number): string {
  const two = p.toFixed(2);
  return two.startsWith("0") ? two.slice(1) : "";
}

export function fixed(x: number | null, digits: number): string {
  return x === null ? "–" : x.toFixed(digits).replace("-", "−");
}

/** A token without the white space around it. */
export function bare(token: string): string {
  const shown = token.trim();
  return shown !== "" ? shown : token.includes("\n") ? "↵" : "␣";
}

/** Bar of a divergence in nats, 1 to 5. */
export function level(divergence: number): number {
  return 1 + [0.1, 0.3, 1, 3].filter((bound) => divergence >= bound).length;
}

/** `second`, `14th`: the number of a place, counted from 0. */
export function ordinal(at: number): string {
  const known = ORDINALS[at];
  if (known !== undefined) {
    return known;
  }
  const number = at + 1;
  const teen = Math.floor((number % 100) / 10) === 1;
  const ending = teen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${ending}`;
}

/** How wide a probability's bar is, of 100, and a percentage for a title. */
export function percent(p: number): string {
  return `${(100 * p).toPrecision(2)} %`;
}
