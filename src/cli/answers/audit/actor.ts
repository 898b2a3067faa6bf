import { type SeenPerson, seenBy } from '../../../index.js'
import type { Answer, Given } from '../../command.js'
import { readKeys, withSalts } from '../../trail/keys-file.js'
import { logRecords } from '../../trail/log-records.js'
import { actorRefs, ifAny, nameThem, personRefs } from '../../trail/names.js'
import { realmOf, spanOf } from '../../trail/options.js'
import { noteLook } from '../../trail/reads.js'

/** Whose data an actor saw between two times: the list that a report of a leak needs. */
export async function actor({ args: [log = ''], options, terminal }: Given): Promise<Answer> {
  const refs = readKeys(options['keys'])
  const realm = realmOf(options)
  const span = spanOf(options)
  const wanted = withSalts(options['keys'], () => actorRefs(refs, String(options['actor']), realm.tenant))
  noteLook(options['reads'], { command: 'actor', log, refs: wanted, ...span })
  let read = 0
  async function* counted() {
    for await (const record of logRecords(log)) {
      if (++read % 10_000 === 0) terminal.progress(`${read.toLocaleString('en')} records`)
      yield record
    }
  }
  const seen = await seenBy(counted(), { refs: wanted, ...span })
  const { populations, tenant } = realm
  const names = await nameThem(options['people'], new Set(seen.people.map(({ ref }) => ref)), (id) =>
    populations.flatMap((population) => [
      ...ifAny(() => personRefs(refs, id, { populations: [population], tenant: undefined })),
      ...ifAny(() =>
        tenant === undefined ? [] : personRefs(refs, id, { populations: [population], tenant }),
      ),
    ]),
  )
  const people = seen.people.map((person) => {
    const id = names.get(person.ref)
    return { ...person, ...(id !== undefined && { id }) }
  })
  const saw = people.filter(({ permitted }) => permitted > 0)
  const foot = [
    `${saw.length} people were seen, ${people.length - saw.length} more were tried in vain; ${seen.records} records`,
    seen.unnamed > 0 && `${seen.unnamed} permits name nobody: lists without rows, or rows of no person`,
    options['people'] !== undefined &&
      names.size < people.length &&
      `${people.length - names.size} stand behind none of the ids given`,
  ].filter(Boolean)
  return {
    yes: true,
    text: `${people.map(line).join('')}${people.length > 0 ? '\n' : ''}${foot.join('\n')}\n`,
    data: { ...seen, people },
  }
}

function line(person: SeenPerson & { readonly id?: string }): string {
  const { ref, id = ref, first, last, permitted, denied, purposes, clear, masked } = person
  const shown = [
    clear.length > 0 && `clear ${clear.join(' ')}`,
    masked.length > 0 && `masked ${masked.join(' ')}`,
    denied > 0 && `${denied} denied`,
  ].filter(Boolean)
  return `${id}  ${first} to ${last}  ${permitted} times for ${purposes.join(', ') || 'no purpose'}: ${shown.join('; ') || 'nothing'}\n`
}
