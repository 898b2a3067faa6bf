import { type RecordedUse, usesOf } from '../../../index.js'
import type { Answer, Given } from '../../command.js'
import { readKeys, withSalts } from '../../trail/keys-file.js'
import { logRecords } from '../../trail/log-records.js'
import { actorRefs, ifAny, nameThem, personRefs } from '../../trail/names.js'
import { realmOf, spanOf } from '../../trail/options.js'
import { noteLook } from '../../trail/reads.js'

/** Every use of one person's data that a log tells of. */
export async function who({ args: [log = ''], options, terminal }: Given): Promise<Answer> {
  const refs = readKeys(options['keys'])
  const { tenant, populations } = realmOf(options)
  const span = spanOf(options)
  const wanted = withSalts(options['keys'], () =>
    personRefs(refs, String(options['person']), { tenant, populations }),
  )
  noteLook(options['reads'], { command: 'who', log, refs: wanted, ...span })
  const uses: RecordedUse[] = []
  for await (const use of usesOf(logRecords(log), { refs: wanted, ...span })) {
    uses.push(use)
    terminal.progress(`${uses.length.toLocaleString('en')} uses`)
  }
  const names = await nameThem(options['people'], new Set(uses.flatMap(chain)), (id) => [
    ...ifAny(() => actorRefs(refs, id, undefined)),
    ...ifAny(() => (tenant === undefined ? [] : actorRefs(refs, id, tenant))),
  ])
  const named = uses.map((use) => {
    const actor = names.get(use.actor?.ref ?? '')
    const principal = chain(use)
      .slice(1)
      .flatMap((ref) => names.get(ref) ?? [])
    return {
      ...use,
      ...(actor !== undefined && { actorId: actor }),
      ...(principal[0] !== undefined && { onBehalfOfId: principal[0] }),
    }
  })
  return {
    yes: true,
    text:
      uses.length === 0
        ? 'no use of data of this person is on record here\n'
        : `${named.map(line).join('')}\n${uses.length} uses\n`,
    data: { uses: named },
  }
}

type Named = RecordedUse & { readonly actorId?: string; readonly onBehalfOfId?: string }

function line(use: Named): string {
  const {
    time,
    type,
    effect = type,
    action = 'access',
    resource,
    purpose = 'no purpose',
    clause,
    reason,
  } = use
  const why = [clause && `clause ${clause}`, use.basis, use.justification].filter(Boolean).join(', ')
  const shown = [
    use.clear.length > 0 && `clear ${use.clear.join(' ')}`,
    use.masked.length > 0 && `masked ${use.masked.join(' ')}`,
    reason,
    use.outcome && `${use.outcome.status}${use.outcome.code ? ` ${use.outcome.code}` : ''}`,
    use.recipient && `to ${use.recipient.kind} ${use.recipient.id}`,
  ].filter(Boolean)
  const { kind = '', ref = 'nobody', roles = [] } = use.actor ?? {}
  const by = [kind, use.actorId ?? ref, roles.length > 0 && `(${roles.join(', ')})`].filter(Boolean).join(' ')
  const for_ = use.onBehalfOfId === undefined ? '' : ` for ${use.onBehalfOfId}`
  return `${time}  ${effect}  ${action}${resource ? ` ${resource.type}` : ''} for ${purpose}${why && ` (${why})`} by ${by}${for_}${shown.length > 0 ? `: ${shown.join('; ')}` : ''}\n`
}

function chain({ actor }: RecordedUse): string[] {
  const refs: string[] = []
  for (let each = actor; each; each = each.onBehalfOf) refs.push(each.ref)
  return refs
}
