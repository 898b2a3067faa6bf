import type { ConsentEvent, Person } from '../../index.js'
import type { Connection } from './client.js'
import { failed } from './failure.js'
import { always, type Keys } from './key.js'
import { runScript } from './script.js'
import { PAGE } from './scripts.js'
import { toStated } from './state.js'
import { toEvent } from './stored.js'

/** How many events one answer holds: the server does nothing else meanwhile. */
export const PAGE_SIZE = 1000
const MOST_READINGS = 5

interface Page {
  /** How many events there are in all, at the moment of this page. */
  readonly version: number
  readonly events: readonly ConsentEvent[]
}

/** The events after one, oldest first. */
export async function readPage(
  connection: Connection,
  keys: Keys,
  person: Person,
  after: string,
): Promise<Page> {
  const answer = await runScript(connection, PAGE, always(keys), [after, String(PAGE_SIZE)])
  const [text, ids, texts] = Array.isArray(answer) ? (answer as unknown[]) : []
  if (!Array.isArray(ids) || !Array.isArray(texts) || ids.length !== texts.length)
    throw failed('an answer to something else')
  const version = text === '' ? 0 : toStated(text, keys.tag).version
  return { version, events: ids.map((id, i) => toEvent(texts[i], id, person)) }
}

/**
 * The events of a person, oldest first, as one moment knows them: their number is that of the state at the last page, or
 * somebody said something between two pages that came late, and all is read again.
 */
export async function history(
  connection: Connection,
  keys: Keys,
  person: Person,
): Promise<readonly ConsentEvent[]> {
  for (let reading = 1; reading <= MOST_READINGS; reading++) {
    const events: ConsentEvent[] = []
    let page: Page
    do {
      page = await readPage(connection, keys, person, events.at(-1)?.id ?? '')
      for (const event of page.events) events.push(event)
    } while (page.events.length === PAGE_SIZE)
    if (events.length === page.version) return events
    // of one page it cannot be: something has been taken away
    if (events.length < PAGE_SIZE) break
  }
  throw failed('events are missing')
}
