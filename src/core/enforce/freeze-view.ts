/** Freezes a view through and through: it is fresh, so nothing of the caller's is touched. A Date in it stays as it is. */
export function freezeView<T extends object>(view: T): T {
  for (const part of Object.values(view) as unknown[])
    if (typeof part === 'object' && part !== null && !(part instanceof Date)) freezeView(part)
  return Object.freeze(view)
}
