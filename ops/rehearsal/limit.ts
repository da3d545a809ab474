/** Runs at most so many things at once, the others in the order in which they came. */
export function limited(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= most) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    running++;
    try {
      return await run();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
