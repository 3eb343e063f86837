// Runs an experiment as a stream: says how far it is, then shows the result in place. Without it the form does the same, slower.

import { need, query } from "../lib/dom";
import { events } from "../lib/events";
import { explain, type Problem } from "../lib/problem";

interface Step {
  readonly done: number;
  readonly all: number;
}

/** What the lab's page says of its run, as JSON. */
interface LabRun {
  readonly request: unknown;
  readonly changes: readonly { readonly number: number; readonly brief: string }[];
}

/** In the lab the run is the one that was read last: its address says it, and the server still has its result. */
async function labRun(): Promise<LabRun | undefined> {
  const lab = document.querySelector<HTMLElement>("[data-lab-output]")?.dataset["json"];
  const response = lab ? await fetch(lab, { headers: { Accept: "application/json" } }) : undefined;
  return response?.ok ? ((await response.json()) as LabRun) : undefined;
}

/** Offers the changes of the run that was read last, each time that there is another run when somebody enters the form. */
function offerChanges(form: HTMLFormElement, choice: HTMLSelectElement): void {
  const address = (): string | undefined => document.querySelector<HTMLElement>("[data-lab-output]")?.dataset["json"];
  let offered = address();
  form.addEventListener("focusin", () => {
    const now = address();
    if (now === offered) {
      return;
    }
    offered = now;
    void labRun().then((run) => {
      const chosen = choice.value;
      if (run && run.changes.length > 0) {
        choice.replaceChildren(...run.changes.map((change) => new Option(change.brief, String(change.number))));
        choice.value = chosen;
        choice.selectedIndex = Math.max(0, choice.selectedIndex);
      }
    });
  });
}

/** One run of one form. */
class Experiment {
  private readonly abort = new AbortController();
  private readonly status: HTMLElement;
  private readonly bar: HTMLProgressElement;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly place: HTMLElement,
  ) {
    this.status = need(form, "[data-status]", HTMLElement);
    this.bar = need(form, "[data-progress]", HTMLProgressElement);
  }

  stop(): void {
    this.abort.abort();
  }

  async go(): Promise<void> {
    const path = this.form.action.replace(/[?#].*$/, "");
    this.say("Waiting for its turn …");
    await this.takeRun();
    const words = query(this.form);
    [...words].filter(([, value]) => value === "").forEach(([key]) => words.delete(key));
    try {
      const response = await fetch(`${path}/events?${words.toString()}`, {
        headers: { Accept: "text/event-stream" },
        signal: this.abort.signal,
      });
      if (!response.ok) {
        this.fail(await explain(response));
        return;
      }
      this.bar.hidden = false;
      for await (const event of events(response)) {
        if (event.name === "progress") {
          this.tell(JSON.parse(event.data) as Step);
        } else if (event.name === "error") {
          this.fail((JSON.parse(event.data) as Problem).detail);
        } else if (event.name === "done") {
          await this.show(`${path}?${words.toString()}`);
        }
      }
    } catch (failure) {
      if (this.abort.signal.aborted) {
        this.say("Stopped.");
      } else {
        this.fail(failure instanceof Error ? failure.message : String(failure));
      }
    } finally {
      this.bar.hidden = true;
    }
  }

  private async takeRun(): Promise<void> {
    const hidden = this.form.querySelector<HTMLInputElement>("[data-dose-request]");
    const page = hidden ? await labRun() : undefined;
    if (hidden && page) {
      hidden.value = JSON.stringify(page.request);
    }
  }

  private tell(step: Step): void {
    this.bar.max = Math.max(1, step.all);
    this.bar.value = step.done;
    const unit = this.form.dataset["unit"] ?? "texts";
    this.say(`${String(step.done)} of ${String(step.all)} ${unit} …`);
  }

  /** The server keeps the result: the page at the experiment's own address has it drawn. */
  private async show(address: string): Promise<void> {
    const response = await fetch(address, { headers: { Accept: "text/html" }, signal: this.abort.signal });
    if (!response.ok) {
      this.fail(await explain(response));
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const place = page.querySelector(`[${placeOf(this.form)}]`);
    if (place) {
      this.place.replaceChildren(...place.childNodes);
    }
    if (location.pathname === new URL(address).pathname) {
      history.pushState(null, "", address);
    }
    this.say("Done: the result is below.");
  }

  private say(words: string): void {
    this.status.classList.remove("wrong");
    this.status.textContent = words;
  }

  private fail(words: string): void {
    this.status.classList.add("wrong");
    this.status.textContent = words;
  }
}

function placeOf(form: HTMLFormElement): string {
  return form.dataset["place"] ?? "data-dose-place";
}

export function mountDose(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) {
    return;
  }
  const place = document.querySelector<HTMLElement>(`[${placeOf(form)}]`);
  if (!place) {
    return;
  }
  const choice = form.querySelector<HTMLSelectElement>("[data-dose-changes]");
  if (choice) {
    offerChanges(form, choice);
  }
  const go = need(form, "[data-run]", HTMLButtonElement);
  const stop = need(form, "[data-stop]", HTMLButtonElement);
  let running: Experiment | undefined;
  stop.addEventListener("click", () => running?.stop());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    running?.stop();
    const mine = new Experiment(form, place);
    running = mine;
    go.disabled = true;
    stop.hidden = false;
    void mine.go().finally(() => {
      go.disabled = false;
      stop.hidden = true;
    });
  });
}
