// The steering lab: runs both texts as a stream, adds features without leaving the page, looks at single places.

import { element, need, query } from "../lib/dom";
import { events } from "../lib/events";
import { explain, type Problem } from "../lib/problem";
import { Adder } from "./add";
import { mountChanges } from "./changes";
import { offerNext, renew } from "./chat";
import type { Output } from "./output";
import { readerOf, type Reader } from "./reader";
import type { Done, Standing, Start, TokenEvent } from "./result";

export function mountLab(form: HTMLElement): void {
  if (form instanceof HTMLFormElement) {
    new Lab(form);
  }
}

class Lab {
  private readonly path: string;
  private readonly status: HTMLElement;
  private readonly go: HTMLButtonElement;
  private readonly stopper: HTMLButtonElement;
  private readonly root: HTMLElement;
  private readonly reader: Reader;
  private readonly output: Output;
  private running: AbortController | undefined;
  private link = "";

  constructor(private readonly form: HTMLFormElement) {
    this.path = form.action.replace(/[?#].*$/, "");
    this.status = need(form, "[data-status]", HTMLElement);
    this.go = need(form, "[data-run]", HTMLButtonElement);
    this.stopper = need(form, "[data-stop]", HTMLButtonElement);
    this.root = need(document, "[data-lab-output]", HTMLElement);
    this.reader = readerOf(this.root);
    this.output = this.reader.output;
    mountChanges(form);
    this.stopper.addEventListener("click", () => this.running?.abort());
    form.addEventListener("submit", (event) => this.submitted(event));
    const field = need(form, "#add", HTMLInputElement);
    const adder = new Adder(field, this.path, (at) => void this.add(at));
    need(form, "[data-find]", HTMLButtonElement).addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
      void adder.ask();
    });
  }

  private submitted(event: SubmitEvent): void {
    const button = event.submitter;
    const what = button instanceof HTMLButtonElement ? button.value : "run";
    if (what === "run" || what === "") {
      event.preventDefault();
      void this.run();
    }
  }

  private async run(): Promise<void> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.go.disabled = true;
    this.stopper.hidden = false;
    this.reader.begin();
    this.say("Waiting for a place …");
    try {
      const response = await fetch(`${this.path}/events`, {
        method: "POST",
        headers: { Accept: "text/event-stream" },
        body: query(this.form),
        signal: mine.signal,
      });
      if (!response.ok) {
        this.fail(await explain(response));
        return;
      }
      for await (const event of events(response)) {
        this.hear(event.name, event.data);
      }
    } catch (failure) {
      if (mine.signal.aborted) {
        this.say("Stopped.");
      } else {
        this.fail(failure instanceof Error ? failure.message : String(failure));
      }
    } finally {
      if (this.running === mine) {
        this.go.disabled = false;
        this.stopper.hidden = true;
        this.output.end();
      }
    }
  }

  private hear(name: string, data: string): void {
    if (name === "start") {
      this.started(JSON.parse(data) as Start);
    } else if (name === "queue") {
      this.wait(JSON.parse(data) as Standing);
    } else if (name === "token") {
      this.say("Writing …");
      this.output.write(JSON.parse(data) as TokenEvent);
    } else if (name === "error") {
      this.fail((JSON.parse(data) as Problem).detail);
    } else if (name === "done") {
      this.finish(JSON.parse(data) as Done);
    }
  }

  private started(start: Start): void {
    this.link = start.link;
    history.replaceState(null, "", start.link);
    const json = this.path + ".json" + start.link.replace(/^[^?]*/, "");
    this.root.dataset["json"] = json;
    this.output.ask(start.request.instruction ?? "");
    if (start.request.messages) {
      void renew(this.form, this.root, start.link);
    }
    need(this.form, "[data-json]", HTMLAnchorElement).href = json;
    this.say(
      start.waiting > 0
        ? `Waiting: ${start.waiting} before you, about ${Math.ceil(start.waitSeconds)} s.`
        : "Reading the prompt …",
    );
    const body = JSON.stringify(start.request).replace(/'/g, "'\\''");
    need(this.form, "[data-command]", HTMLElement).textContent =
      `curl -s ${this.path}/run \\\n  -H 'Content-Type: application/json' \\\n  -d '${body}'`;
    this.show("[data-generate]", start.command.line);
    this.show("[data-generate-note]", start.command.note);
    need(this.form, "[data-generate-help]", HTMLElement).hidden = start.command.line === "";
  }

  /** Words in their place, which is hidden where there are none. */
  private show(place: string, words: string): void {
    const shown = need(this.form, place, HTMLElement);
    shown.textContent = words;
    shown.hidden = words === "";
  }

  /** Place and time while the run waits for others; the server tells them anew when they change. */
  private wait(standing: Standing): void {
    const seconds = standing.waitSeconds <= 1 ? "a moment" : `about ${standing.waitSeconds} s`;
    this.say(
      standing.place === 1 ? `Waiting: next in line, ${seconds}.` : `Waiting: number ${standing.place} in line, ${seconds}.`,
    );
  }

  private finish(done: Done): void {
    this.output.finish(done);
    const waited = done.waited >= 1 ? ` It waited ${done.waited.toFixed(0)} s for its turn.` : "";
    this.say(`Done in ${done.seconds.toFixed(1)} s.${waited} All texts draw the same lots. `);
    offerNext(this.form, done.answers);
    const anchor = element("a", "", "Link to this run");
    anchor.href = this.link;
    this.status.append(anchor);
    this.reader.offerMoved(`${this.path}/moved${this.link.replace(/^[^?]*/, "")}`);
  }

  /** Adds a feature: the server writes the row, the page stays. */
  private async add(at: string): Promise<void> {
    const body = query(this.form);
    body.set("do", "add");
    body.set("add", at);
    try {
      const response = await fetch(this.path, { method: "POST", headers: { Accept: "text/html" }, body });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const rows = page.querySelectorAll<HTMLElement>("[data-changes] > [data-change]");
      if (!response.ok || rows.length === 0) {
        this.fail(page.querySelector("h1")?.textContent ?? `The server answered ${response.status}.`);
        return;
      }
      need(this.form, "[data-changes]", HTMLElement).replaceChildren(...rows);
      mountChanges(this.form);
      this.say(`Added ${at}.`);
      const last = this.form.querySelector<HTMLElement>("[data-changes] > :last-child [data-strength]");
      last?.focus({ preventScroll: true });
    } catch (failure) {
      this.fail(failure instanceof Error ? failure.message : String(failure));
    }
  }

  private say(words: string): void {
    if (this.status.textContent !== words) {
      this.status.classList.remove("wrong");
      this.status.textContent = words;
    }
  }

  private fail(words: string): void {
    this.status.classList.add("wrong");
    this.status.textContent = words;
    this.output.end();
  }
}
