// Chats in the lab: what was said is written by the server, each conversation goes on from its own answer.

import { need } from "../lib/dom";

/** Shows the messages of a run that has begun, in the form and above its answers. */
export async function renew(form: HTMLFormElement, output: HTMLElement, link: string): Promise<void> {
  need(form, "#next", HTMLTextAreaElement).value = "";
  const response = await fetch(`${link}&edit=true`, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const turns = page.querySelector("[data-turns]");
  const messages = page.querySelector("[data-messages]");
  if (response.ok && turns && messages) {
    need(output, "[data-turns]", HTMLElement).replaceWith(turns);
    const before = need(form, "[data-messages]", HTMLElement);
    // what was typed, or answered, while that page was on its way stays
    const next = need(before, "[data-next]", HTMLElement);
    need(messages, "[data-next]", HTMLElement).replaceWith(next);
    before.replaceWith(messages);
  }
}

/** Lets the next message be written, after these answers: by default, steered, and asked for in words. */
export function offerNext(form: HTMLFormElement, answers: readonly string[]): void {
  const next = form.querySelector<HTMLElement>("[data-next]");
  if (next) {
    next.querySelectorAll<HTMLInputElement>("[data-answer]").forEach((field) => {
      field.value = answers[Number(field.dataset["answer"])] ?? "";
    });
    next.hidden = false;
  }
}
