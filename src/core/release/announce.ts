import type { Dispatch } from '../record/dispatch.js'
import type { AuditRecord } from '../record/record.js'

/** Lets the first write of a gate begin with `first`; one that fails leaves it to the next. */
export function announce(dispatch: Dispatch, first: AuditRecord): Dispatch {
  let owed = true
  const oweAgain = (error: unknown): never => {
    owed = true
    throw error
  }
  return {
    ...dispatch,
    submit(records) {
      if (!owed || records.length === 0) return dispatch.submit(records)
      owed = false
      try {
        const done = dispatch.submit([first, ...records])
        return done instanceof Promise ? done.catch(oweAgain) : undefined
      } catch (error) {
        return oweAgain(error)
      }
    },
  }
}
