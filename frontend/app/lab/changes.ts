// The interventions of the form: slider and number go together, a row can be switched off or taken out.

import { need } from "../lib/dom";

/** How far a slider goes, in multiples of the feature's maximum. */
const REACH = 4;
const STEPS = 80;

/** Makes the rows live; called again for rows that came later. */
export function mountChanges(form: HTMLElement): void {
  form.querySelectorAll<HTMLElement>("[data-change]:not([data-live])").forEach(mountChange);
  count(form);
}

function mountChange(row: HTMLElement): void {
  row.dataset["live"] = "";
  const max = Number(row.dataset["top"]);
  const number = need(row, "[data-strength]", HTMLInputElement);
  const range = need(row, "[data-range]", HTMLInputElement);
  const unit = need(row, "[data-unit]", HTMLSelectElement);
  const method = need(row, "[data-method]", HTMLSelectElement);
  let before = unit.value;
  range.hidden = false;

  const say = (): void => {
    const measured = !method.value.startsWith("ablate");
    range.disabled = number.disabled = unit.disabled = !measured;
    const strength = Number(number.value.replace("−", "-"));
    const known = measured && unit.value === "max" && max > 0 && Number.isFinite(strength);
    need(row, "[data-raw]", HTMLElement).textContent = known ? `= ${short(strength * max)}` : "";
  };
  const fit = (): void => {
    const strength = Number(number.value.replace("−", "-"));
    const reach = Math.max(unit.value === "raw" && max > 0 ? REACH * max : REACH, Math.abs(strength) || 0);
    range.min = String(-reach);
    range.max = String(reach);
    range.step = String(reach / STEPS);
    range.value = number.value;
  };
  range.addEventListener("input", () => {
    number.value = String(Number(Number(range.value).toPrecision(4)));
    say();
  });
  number.addEventListener("input", say);
  number.addEventListener("change", fit);
  method.addEventListener("change", say);
  unit.addEventListener("change", () => {
    // the same strength in the other unit, where one is known
    const strength = Number(number.value);
    if (max > 0 && before === "max" && unit.value === "raw") {
      number.value = String(Number((strength * max).toPrecision(4)));
    } else if (max > 0 && before === "raw" && unit.value === "max") {
      number.value = String(Number((strength / max).toPrecision(3)));
    }
    before = unit.value;
    fit();
    say();
  });
  fit();
  say();

  const on = need(row, "input[type='checkbox']", HTMLInputElement);
  on.addEventListener("change", () => {
    row.classList.toggle("off", !on.checked);
    count(row.closest("form"));
  });
  need(row, "[data-remove]", HTMLButtonElement).addEventListener("click", (event) => {
    event.preventDefault();
    const form = row.closest("form");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    count(form);
    (next?.querySelector<HTMLElement>("[data-strength]") ?? form?.querySelector<HTMLElement>("#add"))?.focus();
  });
}

function count(form: HTMLElement | null): void {
  const boxes = [...(form?.querySelectorAll<HTMLInputElement>("[data-change] .secrow input[type='checkbox']") ?? [])];
  const on = boxes.filter((box) => box.checked).length;
  const said = form?.querySelector("[data-count]");
  if (said) {
    said.textContent = on === boxes.length ? `${on} on` : `${on} on, ${boxes.length - on} off`;
  }
}

function short(x: number): string {
  const size = Math.abs(x);
  return x.toFixed(size >= 100 ? 0 : size >= 0.1 || size === 0 ? 2 : 3).replace("-", "−");
}
