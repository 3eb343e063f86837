// Tests a text without leaving the page.

import { element, need, query } from "../lib/dom";
import { fetchPart } from "./part";

export function mountTest(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) {
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(form);
  });
}

async function run(form: HTMLFormElement): Promise<void> {
  const result = need(form, "[data-result]", HTMLElement);
  const button = need(form, "button", HTMLButtonElement);
  const address = `${form.action.replace(/[?#].*$/, "")}?${query(form).toString()}`;
  button.disabled = true;
  try {
    const part = await fetchPart(address, "test", new AbortController().signal);
    result.replaceChildren(...need(part, "[data-result]", HTMLElement).childNodes);
    history.replaceState(null, "", `${address}#test`);
  } catch (failure) {
    result.replaceChildren(element("p", "wrong", failure instanceof Error ? failure.message : String(failure)));
  } finally {
    result.hidden = false;
    button.disabled = false;
  }
}
