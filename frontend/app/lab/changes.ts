// The interventions of the form: slider and number go together, a row can be switched off or taken out.

import { need } from "../lib/dom";

const STEPS = 100;

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
    const measured = method.selectedOptions[0]?.dataset["unmeasured"] === undefined;
    range.disabled = number.disabled = unit.disabled = !measured;
    const strength = Number(number.value.replace("−", "-"));
    const known = measured && unit.value === "max" && max > 0 && Number.isFinite(strength);
    need(row, "[data-raw]", HTMLElement).textContent = known ? `= ${short(strength * max)}` : "";
  };
  const fit = (): void => {
    const strength = Number(number.value.replace("−", "-")) || 0;
    range.min = String(Math.min(Number(range.min), strength));
    range.max = String(Math.max(Number(range.max), strength));
    range.step = String(Number(((Number(range.max) - Number(range.min)) / STEPS).toPrecision(1)));
    range.value = number.value;
  };
  /** The same strengths in another unit. */
  const convert = (by: number): void => {
    number.value = String(Number((Number(number.value) * by).toPrecision(4)));
    range.min = String(Number(range.min) * by);
    range.max = String(Number(range.max) * by);
  };
  range.addEventListener("input", () => {
    number.value = String(Number(Number(range.value).toPrecision(4)));
    say();
  });
  number.addEventListener("input", say);
  number.addEventListener("change", fit);
  method.addEventListener("change", say);
  unit.addEventListener("change", () => {
    if (max > 0 && before === "max" && unit.value === "raw") {
      convert(max);
    } else if (max > 0 && before === "raw" && unit.value === "max") {
      convert(1 / max);
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
