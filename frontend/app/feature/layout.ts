// Changes the layout or amount of the examples in place; the address follows, and back and forward work.

import { fetchPart } from "./part";

let pending = new AbortController();

export function mountExamples(section: HTMLElement): void {
  section.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".seg a, .pager a") : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      void swap(section, link.href, true);
    }
  });
  addEventListener("popstate", () => void swap(section, location.href, false));
}

/** An answer to an older click is dropped: its request is aborted. */
async function swap(section: HTMLElement, address: string, remember: boolean): Promise<void> {
  pending.abort();
  pending = new AbortController();
  try {
    const part = await fetchPart(address, section.id, pending.signal);
    section.replaceChildren(...part.childNodes);
    if (remember) {
      history.pushState(null, "", address);
    }
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === "AbortError")) {
      location.assign(address);
    }
  }
}
