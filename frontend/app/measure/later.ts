// A part of a page that costs the server more than the page: fetched once the reader comes near it.

import { fetchPart } from "../feature/part";
import { element } from "../lib/dom";

/** How far below the window a part may be when it is fetched. */
const NEAR = "400px";

/** Puts the part of the same id at the address in place of the link to it, when it comes into view. */
export function mountLater(section: HTMLElement): void {
  const watcher = new IntersectionObserver(
    (seen) => {
      if (seen.some((entry) => entry.isIntersecting)) {
        watcher.disconnect();
        void load(section);
      }
    },
    { rootMargin: NEAR },
  );
  watcher.observe(section);
}

async function load(section: HTMLElement): Promise<void> {
  const address = section.dataset["later"] ?? "";
  section.setAttribute("aria-busy", "true");
  try {
    section.replaceWith(await fetchPart(address, section.id, new AbortController().signal));
  } catch (error) {
    section.removeAttribute("aria-busy");
    section.append(element("p", "cap", error instanceof Error ? error.message : String(error)));
  }
}
