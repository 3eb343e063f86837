// Shows how far a language model is, without reloading the page.

import { fetchPart } from "../feature/part";

const EVERY = 1500;

export function mountAttempt(part: HTMLElement): void {
  window.setTimeout(() => void refresh(part), EVERY);
}

async function refresh(part: HTMLElement): Promise<void> {
  try {
    const next = await fetchPart(location.href, part.id, new AbortController().signal);
    if (part.contains(document.activeElement) && next.hasAttribute("data-attempt")) {
      // somebody is about to press a button: only what it says is brought up to date
      part.querySelector("[role=status]")?.replaceWith(next.querySelector("[role=status]") ?? "");
      part.querySelector("svg")?.replaceWith(next.querySelector("svg") ?? "");
      mountAttempt(part);
      return;
    }
    part.replaceWith(next);
    if (next.hasAttribute("data-attempt")) {
      mountAttempt(next);
    }
  } catch {
    mountAttempt(part); // the server is busy: the next round asks again
  }
}
