import type { PGlite } from '@electric-sql/pglite'
import type { RowOf } from 'purposebound'
import { columnOf } from './database.js'
import type { Welearn } from './policy.js'
import { Member } from './schemas.js'

export type MemberRow = RowOf<Welearn, 'member'>

const EVERYTHING = Object.keys(Member.shape)

/** The rows that match `where`, with these fields and no others. */
export async function selectMembers(
  db: PGlite,
  fields: readonly string[],
  where: string,
  params: unknown[] = [],
): Promise<MemberRow[]> {
  const columns = fields.map((field) => `${columnOf(field)} AS "${field}"`)
  const sql = `SELECT ${columns.join(', ')} FROM member WHERE ${where} ORDER BY length(id), id`
  return (await db.query<MemberRow>(sql, params)).rows
}

/** What a service has already: plain functions that give plain rows. The gate stands before it (see `gate.guard`). */
export function memberRepository(db: PGlite) {
  return {
    findById: async (id: string): Promise<MemberRow | undefined> =>
      (await selectMembers(db, EVERYTHING, 'id = $1', [id]))[0],
    list: (): Promise<MemberRow[]> => selectMembers(db, EVERYTHING, 'TRUE'),
    async update(id: string, patch: Partial<MemberRow>): Promise<void> {
      for (const [path, value] of Object.entries(patch))
        await db.query(`UPDATE member SET ${columnOf(path)} = $2 WHERE id = $1`, [id, value])
    },
  }
}
