// The few things that every module does with the page.

/** Calls a mount function for every element that carries a data attribute. */
export function mountAll(attribute: string, mount: (element: HTMLElement) => void): void {
  document.querySelectorAll<HTMLElement>(`[${attribute}]`).forEach(mount);
}

/** The first element below another that fits a selector and a type; the page's templates promise that it is there. */
export function need<E extends Element>(below: ParentNode, selector: string, type: new () => E): E {
  const found = below.querySelector(selector);
  if (!(found instanceof type)) {
    throw new Error(`The page lacks ${selector}`);
  }
  return found;
}

/** A new element with classes and text. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  classes: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

/** The words of a form as a query, without those that are empty. */
export function query(form: HTMLFormElement): URLSearchParams {
  const words = new URLSearchParams();
  new FormData(form).forEach((value, key) => {
    if (typeof value === "string") {
      words.append(key, value);
    }
  });
  return words;
}
