// Keys worth having, and the dialogue that lists them. Nothing is taken from somebody who types.

import { element } from "./dom";

interface Key {
  readonly key: string;
  readonly shown: string;
  readonly does: string;
  readonly act: () => void;
  /** Whether it can do anything on this page. */
  readonly here: () => boolean;
}

const KEYS: readonly Key[] = [
  following("ArrowLeft", "←", "the feature before this one", 'main a[rel="prev"]'),
  following("ArrowRight", "→", "the feature after this one", 'main a[rel="next"]'),
  following("r", "r", "a random feature", "a[data-random]"),
  focusing("t", "test a text", "#test textarea"),
  focusing("s", "turn the feature", "#steer textarea"),
  focusing("l", "what it is called", "#labels"),
  focusing("c", "comments and lists", "#comments, #remarks"),
  focusing("/", "search", "#find"),
  { key: "?", shown: "?", does: "show these keys", act: showHelp, here: () => true },
];

export function mountKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    const key = KEYS.find((one) => one.key === event.key);
    if (key?.here() && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      key.act();
    }
  });
}

/** Says which keys there are for somebody who has not pressed "?": the line becomes a button beside its words. */
export function mountKeysLine(line: HTMLElement): void {
  const button = element("button", "btn sm", "Keys");
  button.type = "button";
  button.addEventListener("click", showHelp);
  line.append(" ", button);
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches("input, textarea, select, canvas, [role='slider'], .xscroll") || target.isContentEditable)
  );
}

function following(key: string, shown: string, does: string, selector: string): Key {
  const link = () => document.querySelector<HTMLAnchorElement>(selector);
  return { key, shown, does, act: () => link()?.click(), here: () => link() !== null };
}

function focusing(key: string, does: string, selector: string): Key {
  const field = () => document.querySelector<HTMLElement>(selector);
  return { key, shown: key, does, act: () => focus(field()), here: () => field() !== null };
}

/** The element itself, or if it takes no focus, the first thing in it that does. */
function focus(field: HTMLElement | null): void {
  field?.focus();
  if (field && document.activeElement !== field) {
    field.querySelector<HTMLElement>("textarea, input:not([type='hidden']), button, a")?.focus();
  }
  field?.scrollIntoView({ block: "center" });
}

function showHelp(): void {
  const dialog = element("dialog", "help");
  dialog.setAttribute("aria-labelledby", "keys-title");
  const title = element("h2", "", "Keys");
  title.id = "keys-title";
  const list = element("dl", "");
  for (const key of KEYS.filter((one) => one.here())) {
    const term = element("dt", "");
    term.append(element("kbd", "", key.shown));
    list.append(term, element("dd", "", key.does));
  }
  if (document.querySelector("[data-examples]")) {
    const rows = element("dt", "");
    rows.append(element("kbd", "", "↑"), " ", element("kbd", "", "↓"));
    list.append(rows, element("dd", "", "in the examples: another line; ← → its active tokens, Enter all its values"));
  }
  const close = element("button", "btn", "Close");
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(title, list, close);
  document.body.append(dialog);
  dialog.showModal();
}
