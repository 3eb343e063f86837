// Server-sent events over fetch: unlike EventSource it never reconnects by itself, and errors keep their body.

export interface ServerEvent {
  readonly name: string;
  readonly data: string;
}

/** The events of a response, as they come; ends with the response. */
export async function* events(response: Response): AsyncGenerator<ServerEvent> {
  if (!response.body) {
    return;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    rest += value;
    for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
      const event = parse(rest.slice(0, end));
      rest = rest.slice(end + 2);
      if (event) {
        yield event;
      }
    }
  }
}

function parse(block: string): ServerEvent | undefined {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) {
      name = line.slice(6).trim();
    } else if (line.startsWith("data:")) {
      data.push(line.slice(5).replace(/^ /, ""));
    }
  }
  return data.length > 0 ? { name, data: data.join("\n") } : undefined;
}
