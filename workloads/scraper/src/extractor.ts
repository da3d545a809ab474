import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ExtractAnswer, ExtractRequest } from "./extract-messages";
import type { Extraction, Selectors } from "./item";
import { PageError } from "./page-error";

/** Finds the items of a fetched page. */
export type Extract = (page: ExtractInput, selectors: Selectors) => Promise<Extraction>;

export interface ExtractInput {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly url: URL;
}

export interface ExtractorOptions {
  /** Program of the thread; it runs `extract-thread`. */
  readonly program: URL;
  /** Longest time for one page, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest JavaScript heap of the thread, in MiB. */
  readonly heapMiB: number;
}

/** Part of the heap limit given to short-lived objects, in MiB. */
const YOUNG_HEAP_MIB = 16;

/**
 * Parses pages in a thread of its own, one at a time, because parsing cannot be interrupted from within: a page made to
 * hurt (HTML that multiplies while it is parsed, a selector that never ends) exhausts the thread's heap or its time, the
 * thread is ended and replaced, and the run goes on. The thread gets no environment, hence no secret.
 *
 * Cost: about 10 MiB and 50 ms for the thread, which starts with the first page or with {@link Extractor.warmUp}.
 */
export class Extractor {
  readonly #options: ExtractorOptions;
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: ExtractorOptions) {
    this.#options = options;
  }

  /** @throws {PageError} `selector`, `content` or `extract` */
  readonly extract: Extract = (page, selectors) => {
    const turn = this.#queue.then(() => this.#run(page, selectors));
    this.#queue = turn.catch(() => undefined);
    return turn;
  };

  /** Starts the thread before it is needed, such as while a page is on its way. */
  warmUp(): void {
    this.#worker ??= this.#start();
  }

  /** Ends the thread; a page being parsed fails. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #run({ body, contentType, url }: ExtractInput, selectors: Selectors): Promise<Extraction> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    // Moved to the thread where the memory is the page's alone, which it is for all but the smallest; else copied.
    const isAlone = body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength;
    const bytes = isAlone ? new Uint8Array(body.buffer) : new Uint8Array(body);
    const request: ExtractRequest = { body: bytes, contentType, pageUrl: url.href, selectors };
    const answer = this.#answerOf(worker);
    worker.postMessage(request, [bytes.buffer]);
    const result = await answer;
    if (result.ok) return result.extraction;
    throw new PageError(result.code, result.message);
  }

  async #answerOf(worker: Worker): Promise<ExtractAnswer> {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), this.#options.timeoutMs);
    const ended = once(worker, "exit", { signal: over.signal }).then(() => {
      throw new PageError("extract", "the thread that parses pages ended; see the log lines before");
    });
    try {
      // `once` also rejects with what the thread's "error" event carries, such as exhausted memory.
      const [answer] = await Promise.race([once(worker, "message", { signal: over.signal }), ended]);
      return answer;
    } catch (error) {
      await this.close();
      throw this.#describe(error, over.signal.aborted);
    } finally {
      clearTimeout(timer);
      over.abort();
      ended.catch(() => undefined);
    }
  }

  #describe(error: unknown, timedOut: boolean): PageError {
    const { timeoutMs, heapMiB } = this.#options;
    if (timedOut)
      return new PageError(
        "extract",
        `parsing took longer than ${timeoutMs} ms; the page or a selector is too complex`,
      );
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_WORKER_OUT_OF_MEMORY")
      return new PageError("extract", `parsing needed more than ${heapMiB} MiB; the page has too many elements`);
    return PageError.from(error, "extract");
  }

  #start(): Worker {
    const { heapMiB } = this.#options;
    const worker = new Worker(this.#options.program, {
      name: "extract",
      env: {},
      resourceLimits: {
        maxOldGenerationSizeMb: heapMiB - YOUNG_HEAP_MIB,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MIB,
      },
    });
    worker
      .on("error", () => undefined)
      .once("exit", () => {
        if (this.#worker === worker) this.#worker = undefined;
      });
    return worker;
  }
}
