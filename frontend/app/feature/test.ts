// Tests texts without leaving the page, and says while somebody types how the model will cut them, which the tokenizer
// alone knows: the model is not asked.

import { element, need, query } from "../lib/dom";
import { fetchPart } from "./part";

const PATIENCE_MS = 120;

interface Cut {
  readonly limit: number;
  readonly texts: readonly {
    readonly count: number;
    readonly fits: boolean;
    readonly strip: { readonly tokens: readonly { readonly text: string }[] };
  }[];
}

export function mountTest(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) {
    return;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run(form);
  });
  form.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-reset]")) {
      event.preventDefault();
      reset(form);
    }
  });
  const count = counter(form);
  form.addEventListener("input", count);
  if (texts(form).some((text) => text.trim() !== "")) {
    count();
  }
}

function texts(form: HTMLFormElement): string[] {
  return [...form.querySelectorAll("textarea")].map((field) => field.value);
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

function reset(form: HTMLFormElement): void {
  form.querySelectorAll("textarea").forEach((field, i) => {
    if (i === 0) {
      field.value = "";
      field.focus();
    } else {
      field.remove();
    }
  });
  need(form, "[data-result]", HTMLElement).hidden = true;
  history.replaceState(null, "", `${location.pathname}#test`);
  form.dispatchEvent(new Event("input"));
}

/** Asks for the cuts a moment after the last key; an answer to an older text is dropped. */
function counter(form: HTMLFormElement): () => void {
  const words = need(form, "[data-count]", HTMLElement);
  const first = words.textContent ?? "";
  let pending = new AbortController();
  let timer = 0;
  return () => {
    pending.abort();
    clearTimeout(timer);
    if (texts(form).every((text) => text.trim() === "")) {
      words.textContent = first;
      tell(form, undefined);
      return;
    }
    timer = setTimeout(() => {
      pending = new AbortController();
      void ask(form, words, pending.signal);
    }, PATIENCE_MS);
  };
}

async function ask(form: HTMLFormElement, words: HTMLElement, signal: AbortSignal): Promise<void> {
  try {
    const address = `${form.dataset["tokens"] ?? ""}.json?${query(form).toString()}`;
    const response = await fetch(address, { signal });
    if (response.ok) {
      const cut = (await response.json()) as Cut;
      words.textContent = counted(cut);
      tell(form, cut);
    } else {
      const problem = (await response.json()) as { detail?: string };
      words.textContent = "";
      warn(form, problem.detail ?? "");
    }
  } catch (failure) {
    if (!(failure instanceof DOMException && failure.name === "AbortError")) {
      words.textContent = "";
    }
  }
}

function counted(cut: Cut): string {
  const counts = cut.texts.map((text) => text.count);
  return counts.length === 1
    ? `${counts[0] ?? 0} of ${cut.limit} tokens`
    : `${counts.length} texts of ${counts.join(", ")} tokens; each may have ${cut.limit}`;
}

/** Shows where the cuts are, and which text is too long before it is sent. */
function tell(form: HTMLFormElement, cut: Cut | undefined): void {
  const shown = need(form, "[data-cuts]", HTMLElement);
  shown.hidden = cut === undefined;
  shown.replaceChildren(
    ...(cut?.texts ?? []).flatMap((text, i) => [
      ...(i > 0 ? [document.createElement("br")] : []),
      ...text.strip.tokens.map((token) => element("span", "", token.text.replace(/\n/g, "↵"))),
    ]),
  );
  const long = (cut?.texts ?? []).map((text, i) => ({ ...text, number: i + 1 })).filter((text) => !text.fits);
  warn(
    form,
    long
      .map((text) => `Text ${text.number} has ${text.count} tokens: this model reads at most ${cut?.limit ?? 0} at once.`)
      .join(" "),
  );
}

function warn(form: HTMLFormElement, words: string): void {
  const over = need(form, "[data-over]", HTMLElement);
  over.textContent = words;
  over.hidden = words === "";
}
