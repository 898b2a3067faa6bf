import { isEndless } from '../decide/due.js'
import type { Term, Timer } from '../decide/retention.js'
import { cutoffText, dueWhere } from '../enforce/due-where.js'
import { AccessDenied, PurposeboundError } from '../errors.js'
import { timeText } from '../record/scribe.js'
import { DueRows } from './due-rows.js'
import { assertOpen, type Engine, nowOf } from './engine.js'
import { readOptions } from './options.js'
import { pagesOf, sourceOf } from './stream.js'
import type { Cutoff, DueField, DuePage, Sweep } from './sweep-contract.js'

/**
 * Plans what has to be erased of a resource: due is a field that has served every purpose which uses it, or whose own
 * period is over.
 *
 * @throws PurposeboundError `input_invalid` for a resource that the policy does not know; AccessDenied `evaluation_error`
 * without a time
 */
export function planSweep(engine: Engine, name: unknown): Sweep {
  assertOpen(engine)
  const { snapshot } = engine
  const resource = resourceOf(engine, name)
  const now = nowOf(engine)
  if (Number.isNaN(now)) throw new AccessDenied('evaluation_error', '')
  const rows = new DueRows(engine, snapshot, resource)
  const { ends } = rows
  const { fields, where, whole } = dueWhere(ends, resource, now)
  const cutoff = ({ timer, rule }: Term): Cutoff => {
    const at = ends.timers[timer] as Timer
    return Object.freeze({ from: at.path, until: cutoffText(at, now), period: at.retention.text, rule })
  }
  const due = ends.fields.flatMap((end): [string, DueField][] => {
    const at = fields.get(end.path)
    if (!at) return []
    const terms = end.purposes.map(({ term }) => term)
    const known = terms.every((term) => term !== undefined) ? (terms as Term[]) : []
    return [[end.path, Object.freeze({ where: at, own: end.own.map(cutoff), purposes: known.map(cutoff) })]]
  })
  const endless = ends.fields
    .filter(isEndless)
    .map(({ path, purposes }) => [path, purposes.flatMap(({ name: user, term }) => (term ? [] : [user]))])
  return Object.freeze({
    resource: resource.name,
    asOf: timeText(now),
    where,
    ...(whole && { whole }),
    fields: Object.freeze(Object.fromEntries(due)),
    endless: Object.freeze(Object.fromEntries(endless)),
    needs: rows.reader.paths,
    due: (given: AsyncIterable<unknown> | Iterable<unknown>, options?: unknown) =>
      duePages(rows, now, given, options),
  })
}

async function* duePages(
  rows: DueRows,
  now: number,
  given: AsyncIterable<unknown> | Iterable<unknown>,
  options: unknown,
): AsyncGenerator<DuePage> {
  const { size } = readOptions(options)
  let from = 0
  for await (const page of pagesOf(sourceOf(given), size)) {
    const { items, held, unknown } = await rows.page(page, from, now)
    from += page.length
    const due = items.map(({ index, fields, whole }) => ({
      index,
      fields: fields.map(({ path }) => path),
      whole,
    }))
    yield { due, held, unknown }
  }
}

/** @throws PurposeboundError `input_invalid` */
export function resourceOf({ snapshot: { catalog } }: Pick<Engine, 'snapshot'>, name: unknown) {
  const resource = typeof name === 'string' ? catalog.resources.get(name) : undefined
  if (!resource) throw new PurposeboundError('input_invalid', 'the policy knows no such resource')
  return resource
}
