// Runs the two texts as a stream, side by side, with a button that stops both.

import { element, need, query } from "../lib/dom";
import { events } from "../lib/events";
import { explain, type Problem } from "../lib/problem";

interface TokenEvent {
  readonly row: 0 | 1;
  readonly token: string;
  readonly id: number;
  readonly logprob: number;
}

interface DoneEvent {
  readonly seconds: number;
}

/** One run in one panel. */
class Run {
  private readonly abort = new AbortController();
  private readonly rows: [HTMLElement, HTMLElement];
  private readonly carets: [HTMLElement, HTMLElement];
  private readonly ids: [number[], number[]] = [[], []];
  private readonly status: HTMLElement;
  private parted = false;

  constructor(private readonly form: HTMLFormElement) {
    this.rows = [need(form, "[data-out='0']", HTMLElement), need(form, "[data-out='1']", HTMLElement)];
    this.carets = [element("span", "caret"), element("span", "caret")];
    this.status = need(form, "[data-status]", HTMLElement);
  }

  stop(): void {
    this.abort.abort();
  }

  async go(): Promise<void> {
    const path = this.form.action.replace(/[?#].*$/, "");
    const words = query(this.form).toString();
    this.clear();
    try {
      const response = await fetch(`${path}/events?${words}`, {
        headers: { Accept: "text/event-stream" },
        signal: this.abort.signal,
      });
      if (!response.ok) {
        this.fail(await explain(response));
        return;
      }
      for await (const event of events(response)) {
        this.hear(event.name, event.data, `${path}?${words}`);
      }
    } catch (failure) {
      if (this.abort.signal.aborted) {
        this.say("Stopped.");
      } else {
        this.fail(failure instanceof Error ? failure.message : String(failure));
      }
    } finally {
      this.carets.forEach((caret) => caret.remove());
    }
  }

  private clear(): void {
    const prompt = need(this.form, "[name='prompt']", HTMLTextAreaElement).value.trim();
    const tail = prompt.length > 32 ? prompt.slice(prompt.indexOf(" ", prompt.length - 33) + 1) : prompt;
    this.rows.forEach((row, i) => {
      const caret = this.carets[i as 0 | 1];
      caret.setAttribute("aria-hidden", "true");
      // an answer does not go on from what was said
      row.replaceChildren(...(this.form.dataset["chat"] === undefined ? [element("span", "p", `… ${tail}`)] : []), caret);
    });
    this.form.querySelectorAll("[data-verdict]").forEach((verdict) => verdict.replaceChildren());
    this.say("Running …");
  }

  private hear(name: string, data: string, link: string): void {
    if (name === "token") {
      this.write(JSON.parse(data) as TokenEvent);
    } else if (name === "error") {
      this.fail((JSON.parse(data) as Problem).detail);
    } else if (name === "done") {
      this.finish((JSON.parse(data) as DoneEvent).seconds, link);
    }
  }

  private write(event: TokenEvent): void {
    const token = element("span", "t", event.token);
    token.dataset["id"] = String(event.id);
    token.title = `probability ${(100 * Math.exp(event.logprob)).toPrecision(2)} %`;
    const place = this.ids[event.row].push(event.id) - 1;
    this.carets[event.row].before(token);
    this.compare(place);
  }

  /** Underlines tokens that differ at a place, once both are there: thick where the texts part, thin after that. */
  private compare(place: number): void {
    const [left, right] = this.ids;
    if (place < left.length && place < right.length && left[place] !== right[place]) {
      const line = this.parted ? "k1" : "k4";
      this.parted = true;
      this.rows.forEach((row) => row.querySelectorAll(".t")[place]?.classList.add(line));
    }
  }

  private finish(seconds: number, link: string): void {
    const written = this.ids[0].length + this.ids[1].length;
    const anchor = element("a", "", "Link to this run");
    anchor.href = link;
    this.say(
      `${this.ids[1].length} tokens, ${(written / seconds).toFixed(0)} tokens/s in both. The thick line is where the texts part; thin lines are other tokens than the other text has at the same place. `,
    );
    this.status.append(anchor);
    this.judge();
  }

  /** In a story of a thing in a place, with a decoy: says what each text told. */
  private judge(): void {
    const { place, decoy } = this.form.dataset;
    if (place === undefined || decoy === undefined) {
      return;
    }
    this.rows.forEach((row, i) => {
      const said = [...row.querySelectorAll(".t")].map((token) => token.textContent).join("").trimStart();
      const told = said.startsWith(place) ? "the truth" : said.startsWith(decoy) ? "a lie" : "neither place";
      need(this.form, `[data-verdict='${String(i)}']`, HTMLElement).textContent = told;
    });
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

export function mountSteer(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) {
    return;
  }
  const go = need(form, "[data-run]", HTMLButtonElement);
  const stop = need(form, "[data-stop]", HTMLButtonElement);
  let run: Run | undefined;
  stop.addEventListener("click", () => run?.stop());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run?.stop();
    const mine = new Run(form);
    run = mine;
    go.disabled = true;
    stop.hidden = false;
    void mine.go().finally(() => {
      go.disabled = false;
      stop.hidden = true;
    });
  });
}
