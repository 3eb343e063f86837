// The star of a feature: pages are kept for everybody, so whether this browser gave one is asked for, and changed in place.

import { element, need } from "../lib/dom";
import { explain } from "../lib/problem";

interface Starred {
  readonly bookmarked: boolean;
}

/** Shows whether the feature is bookmarked, once the button comes into view; the button changes that without leaving. */
export function mountBookmark(form: HTMLElement): void {
  const button = need(form, "button", HTMLButtonElement);
  const address = form.getAttribute("action") ?? "";
  const news = form.appendChild(element("span", "vh"));
  news.setAttribute("role", "status");
  let state: Promise<boolean> | undefined;
  const known = (): Promise<boolean> => (state ??= send(address).then((now) => shown(button, now)));
  const watcher = new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting)) {
      watcher.disconnect();
      known().catch(() => (state = undefined)); // the button still works, and says then what is wrong
    }
  });
  watcher.observe(button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.parentElement?.querySelector(":scope > .wrong")?.remove();
    state = known()
      .then((before) => send(address, !before))
      .then((now) => {
        news.textContent = now ? "Bookmarked" : "No longer bookmarked";
        return shown(button, now);
      });
    state.catch((failure: unknown) => {
      state = undefined;
      form.after(element("p", "wrong", failure instanceof Error ? failure.message : String(failure)));
    });
  });
}

function shown(button: HTMLButtonElement, bookmarked: boolean): boolean {
  button.textContent = bookmarked ? "★ Bookmarked" : "☆ Bookmark";
  return bookmarked;
}

/** Asks whether there is a star, or wishes for one or for none. */
async function send(address: string, on?: boolean): Promise<boolean> {
  const answer = await fetch(address, {
    method: on === undefined ? "GET" : "POST",
    headers: { Accept: "application/json", ...(on === undefined ? {} : { "Content-Type": "application/json" }) },
    body: on === undefined ? null : JSON.stringify({ on }),
  });
  if (!answer.ok) {
    throw new Error(await explain(answer));
  }
  return ((await answer.json()) as Starred).bookmarked;
}
