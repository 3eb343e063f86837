// Says what the slider means: multiples of the maximum, and the raw coefficient.

import { need } from "../lib/dom";

export function mountStrength(form: HTMLElement): void {
  const range = need(form, "[data-strength-range]", HTMLInputElement);
  const said = need(form, "[data-strength]", HTMLOutputElement);
  const max = Number(form.dataset["max"]);
  const say = (): void => {
    const method = new FormData(form as HTMLFormElement).get("method");
    range.disabled = method === "ablate";
    const times = Number(range.value);
    const raw = document.createElement("span");
    raw.className = "dim";
    raw.textContent = method === "clamp" ? ` held at ${number(times * max)}` : ` = ${signed(times * max)}`;
    said.replaceChildren(method === "ablate" ? "switched off" : `${number(times)} × max`);
    if (method !== "ablate") {
      said.append(raw);
    }
  };
  form.addEventListener("input", say);
  say();
}

function number(x: number): string {
  return (Math.abs(x) >= 100 ? x.toFixed(0) : x.toFixed(Math.abs(x) >= 10 ? 1 : 2)).replace("-", "−").replace(/\.?0+$/, "");
}

function signed(x: number): string {
  return (x > 0 ? "+" : "") + number(x);
}
