let closed = false;

/**
 * Whether whoever read our standard output has enough of it, as after `| head -1`.
 */
export function isPipeClosed(): boolean {
  return closed;
}

/**
 * Makes a closed pipe no error: what is written from then on goes nowhere, and the command ends with the status that its
 * work has. A check that fails and is shown by `| head` has failed all the same.
 */
export function bearClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (stream === process.stdout) closed = true;
    });
  }
}
