// What a pointed-at token says of itself: its text, its value, its id. The title attribute says the value without
// scripts; the card replaces it.

const GAP = 8;

export function mountCard(): void {
  const card = document.createElement("div");
  card.className = "card";
  card.hidden = true;
  document.body.append(card);
  document.addEventListener("pointerover", (event) => {
    const token = event.target instanceof Element ? event.target.closest<HTMLElement>(".t[data-id]") : null;
    if (token) {
      show(card, token);
    } else {
      card.hidden = true;
    }
  });
  document.addEventListener("scroll", () => (card.hidden = true), { passive: true, capture: true });
}

function show(card: HTMLElement, token: HTMLElement): void {
  if (token.title) {
    token.dataset["value"] = token.title;
    token.removeAttribute("title");
  }
  const text = document.createElement("b");
  text.textContent = `“${token.textContent ?? ""}”`;
  const value = token.dataset["value"] ?? "0";
  card.replaceChildren(text, `\n${value} · token ${token.dataset["id"] ?? ""}`);
  card.hidden = false;
  place(card, token.getBoundingClientRect());
}

/** Above the token where there is room, else below; never beyond the sides of the window. */
function place(card: HTMLElement, at: DOMRect): void {
  const above = at.top - card.offsetHeight - GAP;
  const top = above > 0 ? above : at.bottom + GAP;
  const left = Math.min(Math.max(at.left, GAP), document.documentElement.clientWidth - card.offsetWidth - GAP);
  card.style.top = `${top + scrollY}px`;
  card.style.left = `${left + scrollX}px`;
}
