// Changes which feature is shown on the paragraph; the links do the same without scripts.

export function mountLights(panel: HTMLElement): void {
  panel.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-light]") : null;
    const light = link?.dataset["light"];
    if (!link || light === undefined) {
      return;
    }
    event.preventDefault();
    panel.querySelectorAll("a[data-light]").forEach((other) => other.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    panel.querySelectorAll<HTMLElement>("[data-shown]").forEach((shown) => {
      shown.hidden = shown.dataset["shown"] !== light;
    });
    history.replaceState(null, "", link.href);
  });
}
