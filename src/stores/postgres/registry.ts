import type { Query } from '../../postgres/connection.js'
import { failed } from './failure.js'
import type { Pair } from './masks.js'
import type { Tables } from './tables.js'

/** The bits of purposes and their terms, as one transaction knows them. */
export type Bits = ReadonlyMap<string, number>

/** Which bit stands for which purpose and terms: the same for all, for ever. */
export interface Registry {
  /** Whether the bits of all are known here. */
  knows(pairs: readonly Pair[]): boolean
  /** The bits of all `pairs`, given out where there is none yet. They count when the transaction of `query` commits. */
  take(query: Query, pairs: readonly Pair[]): Promise<Bits>
  /** Remembers bits that are committed. */
  keep(bits: Bits): void
}

export function bitIn(bits: Bits): (pair: Pair) => number {
  return (pair) => {
    const bit = bits.get(nameOf(pair))
    if (bit === undefined) throw failed('a purpose has no bit')
    return bit
  }
}

export function createRegistry({ purposes }: Tables): Registry {
  const known = new Map<string, number>()

  async function read(query: Query, pairs: readonly Pair[]): Promise<Map<string, number>> {
    const rows = await query(
      `SELECT purpose, terms::text AS terms, bit FROM ${purposes}
       JOIN unnest($1::text[], $2::text[]::bigint[]) AS a(p, t) ON purpose = p COLLATE "C" AND terms = t`,
      columns(pairs),
    )
    return new Map(
      rows.map(({ purpose, terms, bit }) => {
        if (!Number.isSafeInteger(bit)) throw failed('a purpose has a strange bit')
        return [`${purpose} ${terms}`, bit as number]
      }),
    )
  }

  const knows = (pairs: readonly Pair[]): boolean => pairs.every((pair) => known.has(nameOf(pair)))

  return {
    knows,
    async take(query, pairs) {
      if (knows(pairs)) return known
      const found = await read(query, pairs)
      if (pairs.every((pair) => found.has(nameOf(pair)))) return found
      await query(`SELECT pg_advisory_xact_lock(${LOCK})`)
      await query(
        `INSERT INTO ${purposes} (purpose, terms, bit)
         SELECT p, t, (SELECT coalesce(max(bit), -1) FROM ${purposes}) + row_number() OVER ()
         FROM (SELECT DISTINCT p, t FROM unnest($1::text[], $2::text[]::bigint[]) AS a(p, t)) AS b
         WHERE NOT EXISTS (SELECT FROM ${purposes} WHERE purpose = p COLLATE "C" AND terms = t)`,
        columns(pairs),
      )
      return read(query, pairs)
    },
    keep(bits) {
      for (const [name, bit] of bits) known.set(name, bit)
    },
  }
}

function columns(pairs: readonly Pair[]): [string[], string[]] {
  return [pairs.map(([purpose]) => purpose), pairs.map(([, terms]) => String(terms))]
}

function nameOf([purpose, terms]: Pair): string {
  return `${purpose} ${terms}`
}

/** Any number that is ours alone. */
const LOCK = 7_238_190_427
