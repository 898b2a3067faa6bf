import type { Person } from '../catalog/person.js'
import type { RecordedUse } from '../record/recorded-use.js'
import { ledgerOf, readAccesses } from './accesses.js'
import { toSubject } from './consent-event.js'
import type { createConsents } from './consents.js'
import { correct } from './correct.js'
import { assertOpen, type Engine } from './engine.js'
import { erasePerson } from './erase-person.js'
import type { Intent } from './operation.js'
import { beginPerson } from './person-operation.js'
import { portability } from './portability.js'
import { readSubjectContext } from './read-context.js'
import { report } from './report.js'
import { narrow } from './restrict.js'
import { readSources } from './source.js'
import { readSpan } from './span.js'
import type { Asked } from './subject-parts.js'

/** Makes the handles that `gate.subject` gives. @throws PurposeboundError `config_invalid` for sources that are none */
export function createSubjects(
  engine: Engine,
  consents: ReturnType<typeof createConsents>,
  given: unknown,
): (person: unknown, context: unknown) => object {
  const sources = readSources(given, engine.snapshot.catalog)
  return (person, context) => {
    assertOpen(engine)
    const { catalog } = engine.snapshot
    const intent = readSubjectContext(engine.keys, context)
    return createSubject({ engine, person: toSubject(catalog, person), intent, sources, consents })
  }
}

function createSubject(asked: Asked): object {
  const { engine, person, intent } = asked
  const open = (): Asked => {
    assertOpen(engine)
    return asked
  }
  return Object.freeze({
    accesses: (span?: unknown) => accesses(engine, person, intent, span),
    provisions: async (span?: unknown) => {
      const uses = await accesses(engine, person, intent, span)
      return Object.freeze(uses.filter(({ type }) => type === 'provision'))
    },
    report: async (span?: unknown) => report(open(), span),
    correct: async (resource: unknown, patch: unknown, options?: unknown) =>
      correct(open(), resource, patch, options),
    erase: async (options?: unknown) => erasePerson(open(), options),
    restrict: async (options: unknown) => narrow(open(), 'restriction', options),
    object: async (options: unknown) => narrow(open(), 'objection', options),
    portability: async (options: unknown) => portability(open(), options),
  })
}

async function accesses(
  engine: Engine,
  person: Person,
  intent: Intent,
  given: unknown,
): Promise<readonly RecordedUse[]> {
  assertOpen(engine)
  const { timeoutMs, ...span } = readSpan(given)
  const sink = ledgerOf(engine)
  return readAccesses(await beginPerson(engine, person, intent, 'audit'), sink, span, timeoutMs)
}
