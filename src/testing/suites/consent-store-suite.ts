import type { ConsentStore } from '../../index.js'
import { eventMaker, type OpenStore, type StoreCase } from './said.js'
import { ANY_TEXT, HOSTILE_EVENTS } from './store-hostility.js'
import { READING } from './store-reading.js'
import { VERSIONS } from './store-versions.js'
import { VOLUME } from './store-volume.js'
import { WRITING, type WritableStore } from './store-writing.js'
import type { SuiteCase } from './suite-case.js'

/**
 * What every consent store must do, a case each; `open` gives a new store in which the events have happened.
 *
 * A store without `append` and `history`, which only reads what others keep, is held to the cases that read.
 *
 * @example
 * ```ts
 * for (const { name, run } of consentStoreSuite((events) => {
 *   const store = memoryStore()
 *   for (const event of events) store.append(event)
 *   return store
 * })) test(name, run)
 * ```
 */
export function consentStoreSuite(open: OpenStore<WritableStore>): readonly SuiteCase[]
export function consentStoreSuite(
  open: OpenStore<ConsentStore>,
  options: { readonly readOnly: true },
): readonly SuiteCase[]
export function consentStoreSuite(
  open: OpenStore<ConsentStore>,
  { readOnly = false }: { readonly readOnly?: boolean } = {},
): readonly SuiteCase[] {
  const reading = [...READING, ...ANY_TEXT]
  const writing = [...WRITING, ...VERSIONS, ...HOSTILE_EVENTS, ...VOLUME]
  // only stores that take events are held to the cases that write
  const cases = readOnly ? reading : [...reading, ...(writing as readonly StoreCase<ConsentStore>[])]
  return cases.map(({ name, check }) => ({
    name,
    async run() {
      const opened: ConsentStore[] = []
      try {
        await check(async (events) => {
          const store = await open(events)
          opened.push(store)
          return store
        }, eventMaker())
      } finally {
        for (const store of opened) await store.close?.()
      }
    },
  }))
}
