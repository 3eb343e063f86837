// The selector of the feature page: offers all sources once somebody goes to its field.

import { element, need } from "../lib/dom";

export function mountJump(form: HTMLElement): void {
  const field = need(form, "input[name='source']", HTMLInputElement);
  const ask = async (): Promise<void> => {
    const response = await fetch("/jump.json");
    if (!response.ok) {
      return;
    }
    const { sources } = (await response.json()) as { sources: readonly string[] };
    const list = element("datalist", "");
    list.id = "jump-sources";
    list.append(
      ...sources.map((source) => {
        const option = element("option", "");
        option.value = source;
        return option;
      }),
    );
    form.append(list);
    field.setAttribute("list", list.id);
  };
  field.addEventListener("focus", () => void ask(), { once: true });
}
