// While the demo is being made, brings the parts of the front page up to date; what a person may be typing into stays.

import { mountLights } from "./lights";

const EVERY = 1500;
const PARTS = ["begin", "paragraph", "building", "doors", "liar", "models"];

export function mountBuilding(): void {
  window.setTimeout(() => void refresh(), EVERY);
}

async function refresh(): Promise<void> {
  let making = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      making = page.querySelector("[data-building]") !== null;
      show(page);
    }
  } catch {
    // the server is busy or restarting: the next round asks again
  }
  if (making) {
    mountBuilding();
  }
}

function show(page: Document): void {
  const wrap = document.querySelector("main .wrap");
  const hero = document.querySelector(".hero");
  for (const id of PARTS) {
    const there = document.getElementById(id);
    const next = page.getElementById(id);
    if (there && next) {
      if (there.innerHTML !== next.innerHTML) {
        there.replaceWith(next);
        mountNew(next);
      }
    } else if (there) {
      there.remove();
    } else if (next && wrap && hero) {
      (id === "building" || id === "doors" ? hero : (wrap.lastElementChild ?? hero)).after(next);
    }
  }
}

function mountNew(part: HTMLElement): void {
  if (part.hasAttribute("data-lights")) {
    mountLights(part);
  }
}
