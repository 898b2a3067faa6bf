import type { PGlite } from '@electric-sql/pglite'
import type { Gate } from 'purposebound'
import { memberRepository } from './members.js'
import type { Welearn } from './policy.js'
import { heading, type Print, showRefusal, showView } from './show.js'
import { memberSelf } from './staff.js'

/** Members see their own data, and put it right (article 5: disclosure, correction). */
export async function showOwnPage(print: Print, gate: Gate<Welearn>, db: PGlite, id: string): Promise<void> {
  heading(print, 'The member itself')
  const repository = memberRepository(db)
  const pages = gate.guard('member', { findById: 'one', update: 'update' }, repository)
  const own = pages.for('support', { actor: memberSelf(id) })
  const view = await own.findById(id)
  if (view) showView(print, `${id} on their own page`, view)

  await own.update(id, { phone: '090-1234-5678' })
  const phone = (await repository.findById(id))?.phone
  print(`\n${id} corrects their phone number: ${phone}`)

  const other = pages.for('support', { actor: memberSelf('m-2') })
  await other.findById(id).catch((error: unknown) => showRefusal(print, `m-2 on the page of ${id}`, error))
  await own
    .update(id, { cardNumber: '4242424242424242' } as never)
    .catch((error: unknown) => showRefusal(print, `${id} writes what is not theirs to write`, error))
}
