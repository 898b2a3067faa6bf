import { PGlite } from '@electric-sql/pglite'
import type { PostgresClient, PostgresPool } from '../../../src/sinks/postgres/index.js'

/** A pool of one over PGlite, which has a single connection and knows no pools. */
export function litePool(lite: PGlite): PostgresPool {
  let turn: Promise<void> = Promise.resolve()
  return {
    connect() {
      let release = (): void => {}
      const client: PostgresClient = {
        query: (text, values) =>
          values ? lite.query(text, values) : lite.exec(text).then((results) => results.at(-1)),
        // a connection that is broken ends, and its transaction with it
        release: (broken) => void (broken ? lite.exec('ROLLBACK') : Promise.resolve()).then(release, release),
      }
      const mine = turn.then(() => client)
      turn = turn.then(() => new Promise<void>((resolve) => (release = resolve)))
      return mine
    },
  }
}

export async function openLite(): Promise<PGlite> {
  return PGlite.create()
}
