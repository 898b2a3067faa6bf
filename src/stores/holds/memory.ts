import { type Hold, type HoldStore, type Person, samePerson } from '../../index.js'

/** Keeps legal holds in the memory of this process: for tests and first runs, since it ends with the process. */
export function memoryHolds(): Required<HoldStore> {
  const holds = new Map<string, Hold>()
  const on = (who: Person): Hold[] =>
    [...holds.values()].filter(({ person }) => person === undefined || samePerson(person, who))
  return {
    name: 'memory',
    lookup: (people) => people.map(on),
    place: (hold) => void holds.set(hold.id, hold),
    lift: (id) => void holds.delete(id),
    list: () => [...holds.values()],
  }
}
