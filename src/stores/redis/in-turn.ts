/** Work about one person, one after the other: what they say at once would only get in its own way. */
export type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>

export function createTurns(): InTurn {
  const turns = new Map<string, Promise<unknown>>()

  return (key, work) => {
    const turn = (turns.get(key) ?? Promise.resolve()).then(work, work)
    const over = (): void => {
      if (turns.get(key) === turn) turns.delete(key)
    }
    turns.set(key, turn)
    turn.then(over, over)
    return turn
  }
}
