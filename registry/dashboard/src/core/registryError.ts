interface Problem {
  code?: string;
  title?: string;
  detail?: string;
}

/** The registry answered with something else than a success, or did not answer at all. */
export class RegistryError extends Error {
  constructor(readonly path: string, readonly status: number | undefined, readonly problem: Problem = {}, cause?: unknown) {
    super(wordsOf(path, status, problem), { cause });
  }

  static async of(path: string, answer: Response): Promise<RegistryError> {
    let problem: Problem = {};
    if (answer.headers.get("content-type")?.includes("json")) problem = (await answer.json().catch(() => ({}))) as Problem;
    return new RegistryError(path, answer.status, problem);
  }
}

function wordsOf(path: string, status: number | undefined, { code, title, detail }: Problem): string {
  if (status === undefined) return `${path} got no answer`;
  return `${path} answered ${status}${code ? ` ${code}` : ""}${detail ?? title ? `: ${detail ?? title}` : ""}`;
}
