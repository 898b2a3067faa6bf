const turns = new WeakMap<object, Promise<unknown>>()

/** Does `work` once all that was begun before with this client is done: statements of two calls must not mix. */
export function inTurn<T>(client: object, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(client) ?? Promise.resolve()).then(work, work)
  turns.set(client, turn)
  return turn
}
