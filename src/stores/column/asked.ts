import { type ConsentState, type Id, type Person, samePerson } from '../../index.js'
import { type ConsentAnswer, failed, purposesIn } from './answer.js'

/** The people of one lookup, and what has been told about them so far. */
export class Asked {
  /** Each person once. */
  readonly everyone: readonly Person[]
  readonly #byId = new Map<Id, Person[]>()
  readonly #told = new Map<Person, ConsentState['purposes']>()

  constructor(people: readonly Person[]) {
    this.everyone = people.filter((person) => {
      if (this.#known(person) !== undefined) return false
      this.#byId.set(person.id, [...(this.#byId.get(person.id) ?? []), person])
      return true
    })
  }

  /** Takes an answer for the one person asked for whom it fits. */
  hear(answer: ConsentAnswer): void {
    const purposes = purposesIn(answer)
    const { id, population, tenant } = answer
    const [person, ...others] = (this.#byId.get(id) ?? []).filter(
      (each) =>
        (population === undefined || population === each.population) &&
        (tenant === undefined || (tenant ?? undefined) === each.tenant),
    )
    if (person === undefined) throw failed('an answer is for nobody who was asked for')
    if (others.length > 0) throw failed('an answer fits several people: it must say `population` or `tenant`')
    if (this.#told.has(person)) throw failed('there are two answers for one person')
    this.#told.set(person, purposes)
  }

  /** What was told about `person`: nothing when there was no answer. */
  state(person: Person): ConsentState {
    return { person, purposes: this.#told.get(this.#known(person)!) ?? {} }
  }

  #known(person: Person): Person | undefined {
    return this.#byId.get(person.id)?.find((each) => samePerson(each, person))
  }
}
