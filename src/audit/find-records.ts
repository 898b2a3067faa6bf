import { type AuditRecord, answers, type LedgerQuery } from '../index.js'
import { parseRecord } from './read-log.js'
import { invalid, type ReadOptions, readSegments } from './read-segments.js'

const LINE_FEED = 0x0a

/**
 * The records of a journal that answer `query`, oldest first. Only lines that name one of the pseudonyms are parsed.
 *
 * @throws PurposeboundError `input_invalid` for a time that is none; `log_invalid` as `readLog`
 * @example
 * ```ts
 * for await (const { purpose, actor } of findRecords('audit', { subjects: [ref] })) console.log(purpose, actor?.roles)
 * ```
 */
export async function* findRecords(
  directory: string,
  query: LedgerQuery,
  options: Pick<ReadOptions, 'log' | 'signal'> = {},
): AsyncGenerator<AuditRecord, void, undefined> {
  const matches = answers(query)
  // of two lists the shorter one leaves less to parse
  const [named] = [query.subjects, query.actors]
    .filter((refs) => refs !== undefined)
    .sort((a, b) => a.length - b.length)
  const needles = named && [...new Set(named)].map((ref) => Buffer.from(JSON.stringify(ref)))
  for await (const { file, bytes, seq } of readSegments(directory, options)) {
    for (const [from, to] of needles ? linesWith(bytes, needles) : lines(bytes)) {
      const record = parseRecord(bytes.toString('utf8', from, to))
      if (!record || (options.log !== undefined && record.log !== options.log))
        throw invalid(file, `no record behind number ${seq}`)
      if (matches(record)) yield record
    }
  }
}

type Range = readonly [from: number, to: number]

function* lines(bytes: Buffer): Generator<Range> {
  for (let from = 0, end = 0; from < bytes.length; from = end + 1) {
    end = bytes.indexOf(LINE_FEED, from)
    yield [from, end]
  }
}

/** The lines in which one of `needles` stands: each is looked for once, from where it was found last. */
function* linesWith(bytes: Buffer, needles: readonly Buffer[]): Generator<Range> {
  const found = needles.map(() => -1)
  for (let from = 0; from < bytes.length; ) {
    let next = Number.POSITIVE_INFINITY
    for (const [index, needle] of needles.entries()) {
      if ((found[index] as number) < from) {
        const place = bytes.indexOf(needle, from)
        found[index] = place === -1 ? Number.POSITIVE_INFINITY : place
      }
      next = Math.min(next, found[index] as number)
    }
    if (next === Number.POSITIVE_INFINITY) return
    const end = bytes.indexOf(LINE_FEED, next)
    yield [bytes.lastIndexOf(LINE_FEED, next) + 1, end]
    from = end + 1
  }
}
