// Examples as rows that the keyboard walks through. One row of all is in the tab order; arrows go from row to row and
// from one active token to the next, Enter opens a table of all tokens with their values. A pointed-at or focused row
// gets two buttons, reached by Tab: its values, and its text into the test field.

import { element } from "../lib/dom";
import { hideCard, showCard } from "./card";
import { exampleAt, type Strip, textOf } from "./example";

const ROWS = ".kwic, .place";
const ACTIVE = "mark.t";

export function mountRows(section: HTMLElement): void {
  const tools = toolbar(section);
  const enter = (event: Event): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>(ROWS) : null;
    const inUse = event.type === "pointerover" && tools.contains(document.activeElement);
    if (row && section.contains(row) && tools.parentElement !== row && !inUse) {
      row.append(tools);
    }
  };
  section.addEventListener("pointerover", enter);
  section.addEventListener("focusin", (event) => {
    enter(event);
    if (event.target instanceof HTMLElement && event.target.matches(ROWS)) {
      rove(section, event.target);
    }
  });
  section.addEventListener("keydown", (event) => press(section, event));
  firstInTabOrder(section);
  new MutationObserver(() => firstInTabOrder(section)).observe(section, { childList: true });
}

function rowsOf(section: HTMLElement): HTMLElement[] {
  return [...section.querySelectorAll<HTMLElement>(ROWS)];
}

function firstInTabOrder(section: HTMLElement): void {
  const rows = rowsOf(section);
  if (!rows.some((row) => row.tabIndex === 0)) {
    rows.forEach((row, i) => (row.tabIndex = i === 0 ? 0 : -1));
  }
}

function rove(section: HTMLElement, to: HTMLElement): void {
  rowsOf(section).forEach((row) => (row.tabIndex = row === to ? 0 : -1));
}

function press(section: HTMLElement, event: KeyboardEvent): void {
  const row = event.target;
  if (!(row instanceof HTMLElement) || !row.matches(ROWS) || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const rows = rowsOf(section);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step !== undefined) {
    leave(row);
    rows[rows.indexOf(row) + step]?.focus();
  } else if (along !== undefined) {
    walk(row, along);
  } else if (event.key === "Enter") {
    void values(section, row);
  } else if (event.key === "Escape") {
    leave(row);
  } else {
    return;
  }
  event.preventDefault();
}

/** To the next active token of a row, whose card says its value; the row says it to a screen reader. */
function walk(row: HTMLElement, along: number): void {
  const tokens = [...row.querySelectorAll<HTMLElement>(ACTIVE)];
  const at = row.dataset["at"] === undefined ? (along > 0 ? -1 : tokens.length) : Number(row.dataset["at"]);
  const next = Math.min(Math.max(at + along, 0), tokens.length - 1);
  tokens.forEach((token, i) => token.classList.toggle("at", i === next));
  const token = tokens[next];
  if (token) {
    row.dataset["at"] = String(next);
    token.scrollIntoView({ block: "nearest", inline: "nearest" });
    showCard(token);
  }
}

function leave(row: HTMLElement): void {
  delete row.dataset["at"];
  row.querySelectorAll(".at").forEach((token) => token.classList.remove("at"));
  hideCard();
}

function toolbar(section: HTMLElement): HTMLElement {
  const tools = element("span", "rowtools");
  const all = element("button", "btn", "Values");
  const test = element("button", "btn", "Test this");
  all.type = "button";
  test.type = "button";
  all.addEventListener("click", () => {
    const row = tools.closest<HTMLElement>(ROWS);
    if (row) {
      void values(section, row);
    }
  });
  test.addEventListener("click", () => {
    const row = tools.closest<HTMLElement>(ROWS);
    if (row) {
      void copy(section, row);
    }
  });
  tools.append(all);
  if (document.querySelector("[data-test] textarea")) {
    tools.append(test);
  }
  return tools;
}

async function copy(section: HTMLElement, row: HTMLElement): Promise<void> {
  const strip = await stripOf(section, row);
  const field = document.querySelector<HTMLTextAreaElement>("[data-test] textarea");
  if (strip && field) {
    field.value = textOf(strip);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
}

async function values(section: HTMLElement, row: HTMLElement): Promise<void> {
  const open = row.querySelector(".values");
  if (open) {
    open.remove();
    return;
  }
  const strip = await stripOf(section, row);
  if (strip) {
    row.append(table(strip));
  }
}

function stripOf(section: HTMLElement, row: HTMLElement): Promise<Strip | undefined> {
  const lists = [...section.querySelectorAll("ol.kwics, ol.strips")];
  const list = row.closest("ol");
  const rows = list ? [...list.querySelectorAll(ROWS)] : [];
  return list ? exampleAt(lists.indexOf(list), rows.indexOf(row)) : Promise.resolve(undefined);
}

function table(strip: Strip): HTMLElement {
  const box = element("div", "values");
  const scroll = element("div", "");
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", "All tokens of this place with their values");
  const table = element("table", "");
  table.append(element("caption", "", `Window ${strip.window} of the corpus, from position ${strip.start}`));
  const head = table.createTHead().insertRow();
  for (const [name, right] of [
    ["position", true],
    ["token", false],
    ["value", true],
    ["id", true],
  ] as const) {
    const cell = element("th", right ? "r" : "", name);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  strip.tokens.forEach((token, i) => {
    const line = body.insertRow();
    line.className = i === strip.peak ? "peak" : "";
    const text = element("td", "");
    const shown = element("bdi", token.level > 0 ? `a${token.level}` : "", visible(token.text));
    text.append(shown);
    line.append(
      element("td", "r", String(strip.start + i)),
      text,
      element("td", "r", token.value === 0 ? "0" : token.value.toFixed(3)),
      element("td", "r", String(token.id)),
    );
  });
  scroll.append(table);
  box.append(scroll);
  return box;
}

function visible(text: string): string {
  return text.replace(/\n/g, "↵").replace(/\r/g, "␍").replace(/\t/g, "⇥").replace(/ /g, "·");
}
