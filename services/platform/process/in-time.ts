/**
 * The result of work, if it is there within `ms` milliseconds. Later work continues, and its result is
 * ignored.
 * @param late error for work that is too late
 * @throws what the work throws, or `late`
 */
export async function inTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const lateness = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([work, lateness]);
  } finally {
    clearTimeout(timer);
  }
}
