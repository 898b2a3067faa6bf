import type { Access, View } from 'purposebound'
import type { MemberRow } from './members.js'
import type { Welearn } from './policy.js'

/** A view that is bound to direct mail: a raw row, or one that was read for support, does not compile here. */
export type Letter = View<Welearn, 'direct_mail', 'member', 'email'>

/** Sends the newsletter to everybody who agreed to it: a page at a time, consent asked for anew for each. */
export async function sendNewsletter(
  access: Access<Welearn, 'direct_mail'>,
  everybody: AsyncIterable<MemberRow> | Iterable<MemberRow>,
  send: (letter: Letter) => Promise<void>,
): Promise<{ readonly sent: number; readonly refused: number }> {
  let [sent, refused] = [0, 0]
  for await (const page of access.stream('member', everybody, { size: 500, require: ['email'] })) {
    for (const letter of page.views) await send(letter)
    sent += page.views.length
    refused += page.refused.length
  }
  return { sent, refused }
}
