// Votes without leaving the page: the same forms, answered by the same page, of which only the labels are shown anew.

import { element } from "../lib/dom";
import { explain } from "../lib/problem";

export function mountLabels(section: HTMLElement): void {
  section.addEventListener("submit", (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && form.hasAttribute("data-vote")) {
      event.preventDefault();
      void vote(section, form, event.submitter);
    }
  });
}

async function vote(section: HTMLElement, form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
  const place = [...section.querySelectorAll("button")].findIndex((one) => one === button);
  try {
    const sent = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)])),
    });
    if (!sent.ok) {
      throw new Error(await explain(sent));
    }
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const labels = page.querySelector(`#${section.id} .labels`);
    if (labels) {
      section.querySelector(".labels")?.replaceWith(labels);
      section.querySelectorAll("button")[place]?.focus();
    }
  } catch (failure) {
    form.after(element("p", "wrong", failure instanceof Error ? failure.message : String(failure)));
  }
}
