import type { PGlite } from '@electric-sql/pglite'
import type { Gate, Refused } from 'purposebound'
import { type MemberRow, memberRepository, selectMembers } from './members.js'
import type { Welearn } from './policy.js'
import { heading, type Print, showView, tally } from './show.js'
import { staff } from './staff.js'
import { toSql } from './to-sql.js'

/** Lists: decided row by row, with one look-up of consent, and pushed down to the database. */
export async function showLists(print: Print, gate: Gate<Welearn>, db: PGlite): Promise<void> {
  heading(print, 'The next newsletter: everybody, in pages')
  const mail = gate.for('direct_mail', { actor: staff.marketer })
  const everybody: readonly MemberRow[] = await memberRepository(db).list()
  let letters = 0
  const refused: Refused[] = []
  for await (const page of mail.stream('member', everybody, { size: 500, require: ['email'] })) {
    letters += page.views.length
    refused.push(...page.refused)
  }
  print(`${everybody.length} members, ${letters} letters`)
  print(`refused: ${tally(refused.map(({ reason }) => reason))}`)

  heading(print, 'My members: the database selects, the gate decides again')
  const support = gate.for('support', { actor: staff.agent })
  const params: unknown[] = []
  let sql = ''
  const { views } = await support.query(support.plan('member'), async (plan) => {
    sql = plan.kind === 'conditional' ? toSql(plan.where, params) : 'TRUE'
    return selectMembers(db, [...Object.keys(plan.columns), ...plan.needs], sql, params)
  })
  print(`WHERE ${sql}  ${JSON.stringify(params)}`)
  print(`${views.length} views, of which one:`)
  if (views[0]) showView(print, 'agent for support', views[0])
}
