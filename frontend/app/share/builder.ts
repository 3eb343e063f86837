// The page that makes an embed: what is chosen shows at once, and code is copied with a button. The form does the same.

import { fetchPart } from "../feature/part";
import { element, need, query } from "../lib/dom";

const WAIT = 250;

let pending = new AbortController();

export function mountBuilder(page: HTMLElement): void {
  const form = need(page, "[data-parts]", HTMLFormElement);
  need(form, "[data-update]", HTMLElement).hidden = true;
  let timer = 0;
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void update(form), WAIT);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void update(form);
  });
  copyButtons(page);
}

async function update(form: HTMLFormElement): Promise<void> {
  pending.abort();
  pending = new AbortController();
  const address = `${form.action.replace(/[?#].*$/, "")}?${query(form).toString()}`;
  const made = document.getElementById("made");
  if (!made) {
    return;
  }
  try {
    const part = await fetchPart(address, "made", pending.signal);
    made.replaceChildren(...part.childNodes);
    copyButtons(made);
    history.replaceState(null, "", address);
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === "AbortError")) {
      made.replaceChildren(element("p", "wrong", failure instanceof Error ? failure.message : String(failure)));
    }
  }
}

/** Every field that is there to be copied gets a button, where the browser lets a page write to the clipboard. */
function copyButtons(below: HTMLElement): void {
  below.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-copy]").forEach((field) => {
    field.removeAttribute("data-copy");
    const button = element("button", "btn sm", "Copy");
    button.type = "button";
    button.addEventListener("click", () => void copy(field, button));
    field.closest("label")?.after(button);
  });
}

async function copy(field: HTMLInputElement | HTMLTextAreaElement, button: HTMLButtonElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  } catch {
    field.select();
    button.textContent = "Press Ctrl+C";
  }
}
