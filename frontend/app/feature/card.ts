// What a pointed-at token says of itself: its text, its value, its id. The title attribute says the value without
// scripts; the card replaces it.

import { element } from "../lib/dom";

const GAP = 8;

const card = element("div", "card");

export function mountCard(): void {
  card.hidden = true;
  card.setAttribute("role", "status");
  document.body.append(card);
  document.addEventListener("pointerover", (event) => {
    const token = event.target instanceof Element ? event.target.closest<HTMLElement>(".t[data-id]") : null;
    if (token) {
      showCard(token);
    } else {
      hideCard();
    }
  });
  document.addEventListener("scroll", hideCard, { passive: true, capture: true });
}

export function hideCard(): void {
  card.hidden = true;
}

export function showCard(token: HTMLElement): void {
  if (token.title) {
    token.dataset["value"] = token.title;
    token.removeAttribute("title");
  }
  const text = element("b", "", `“${token.textContent ?? ""}”`);
  const value = token.dataset["value"] ?? "0";
  card.replaceChildren(text, `\n${value} · token ${token.dataset["id"] ?? ""}`);
  card.hidden = false;
  place(token.getBoundingClientRect());
}

/** Above the token where there is room, else below; never beyond the sides of the window. */
function place(at: DOMRect): void {
  const above = at.top - card.offsetHeight - GAP;
  const top = above > 0 ? above : at.bottom + GAP;
  const left = Math.min(Math.max(at.left, GAP), document.documentElement.clientWidth - card.offsetWidth - GAP);
  card.style.top = `${top + scrollY}px`;
  card.style.left = `${left + scrollX}px`;
}
