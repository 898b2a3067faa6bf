import type { PGlite } from '@electric-sql/pglite'
import type { RowOf } from 'purposebound'
import { columnOf } from './database.js'
import type { Welearn } from './policy.js'
import { Member } from './schemas.js'

type MemberRow = RowOf<Welearn, 'member'>

const MEMBER = Object.keys(Member.shape)
  .map((path) => `${columnOf(path)} AS "${path}"`)
  .join(', ')

/** What a service has already: plain functions that give plain rows. The gate stands before it (see `gate.guard`). */
export function memberRepository(db: PGlite) {
  return {
    async findById(id: string): Promise<MemberRow | undefined> {
      const { rows } = await db.query<MemberRow>(`SELECT ${MEMBER} FROM member WHERE id = $1`, [id])
      return rows[0]
    },
    async list(): Promise<MemberRow[]> {
      return (await db.query<MemberRow>(`SELECT ${MEMBER} FROM member ORDER BY length(id), id`)).rows
    },
    async update(id: string, patch: Partial<MemberRow>): Promise<void> {
      for (const [path, value] of Object.entries(patch))
        await db.query(`UPDATE member SET ${columnOf(path)} = $2 WHERE id = $1`, [id, value])
    },
    async count(): Promise<number> {
      return (
        (await db.query<{ count: number }>('SELECT count(*)::int AS count FROM member')).rows[0]?.count ?? 0
      )
    },
  }
}
