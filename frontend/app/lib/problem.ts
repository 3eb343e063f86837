// Errors of the server, in its one shape (RFC 9457).

export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/** What went wrong, in words for a person. */
export async function explain(response: Response): Promise<string> {
  if (response.status === 414) {
    return "The text is too long for the address of a page. Shorten it.";
  }
  try {
    const problem = (await response.json()) as Partial<Problem>;
    return problem.detail ?? `The server answered ${response.status}.`;
  } catch {
    return `The server answered ${response.status}.`;
  }
}
