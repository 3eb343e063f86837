// Keys worth having: ← → neighbours, t test, s steer, / search.

const ACTIONS: Readonly<Record<string, () => void>> = {
  ArrowLeft: () => follow("prev"),
  ArrowRight: () => follow("next"),
  t: () => focus("#test textarea"),
  s: () => focus("#steer textarea"),
  "/": () => focus("#find"),
};

export function mountKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) {
      return;
    }
    const action = ACTIONS[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches("input, textarea, select, [tabindex='0']") || target.isContentEditable)
  );
}

function follow(rel: string): void {
  document.querySelector<HTMLAnchorElement>(`main a[rel="${rel}"]`)?.click();
}

function focus(selector: string): void {
  const field = document.querySelector<HTMLElement>(selector);
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}
