import type { Claim } from './claim.js'

/** A claim as one sentence. */
export function claimText(claim: Claim): string {
  if ('within' in claim)
    return `it permits nothing that ${claim.within.name} ${claim.within.version} does not`
  if ('restsOn' in claim)
    return `every purpose${claim.of ? ` of ${list(claim.of)}` : ''} rests on ${list(claim.restsOn, 'or')}`
  if ('every' in claim) return `every ${claim.every} is ${claim.is}`
  const { no, sees, of, for: purposes, except } = claim
  const who = no === 'role' || no === 'one' ? `no ${no}` : `neither ${list(no, 'nor')}`
  const named = typeof no !== 'string' && no.length === 1 ? `${no[0]} never` : `${who} ever`
  const what = `${sees === 'clear' ? 'clear ' : ''}${of ? list(of, 'or') : 'personal data'}`
  const when = purposes ? ` for ${list(purposes, 'or')} or below` : ''
  return `${named} sees ${what}${when}${except?.length ? `, except ${list(except)}` : ''}`
}

function list(names: readonly string[], word = 'and'): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`
}
