// A part of a page fetched anew: the same address, the same template, only without leaving the page.

import { explain } from "../lib/problem";

/** The element with an id in the page at an address. */
export async function fetchPart(address: string, id: string, signal: AbortSignal): Promise<HTMLElement> {
  const response = await fetch(address, { headers: { Accept: "text/html" }, signal });
  const page = new DOMParser().parseFromString(await response.clone().text(), "text/html");
  const part = page.getElementById(id);
  if (response.ok && part) {
    return part;
  }
  const again = await fetch(address, { headers: { Accept: "application/json" }, signal });
  throw new Error(await explain(again));
}
