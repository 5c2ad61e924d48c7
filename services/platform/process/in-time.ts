/**
 * The result of work that has to be there within `ms` milliseconds. Work that comes later goes on, and nobody hears how it ended.
 * @param late what is thrown then
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
