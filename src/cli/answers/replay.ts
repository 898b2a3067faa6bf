import { type Policy, replay as replayed } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure } from '../failure.js'
import { type Loaded, loadPolicy } from '../load-policy.js'
import { statOf } from '../readable.js'
import { withRecords } from '../records.js'

/** What another policy makes of what is on record. */
export async function replay({ args: [log = '', named], options, terminal }: Given): Promise<Answer> {
  statOf(log)
  const { policy } = await loadPolicy(named, options)
  const from = await Promise.all(
    ((options['from'] ?? []) as readonly string[]).map(async (file) =>
      earlier(await loadPolicy(file, options), policy),
    ),
  )
  const found = await withRecords(log, [policy], (records) =>
    replayed(records, policy, {
      from,
      onProgress: (read) => terminal.progress(`${read.toLocaleString('en')} records`),
    }),
  )
  terminal.done()
  const lines = found.groups.map(
    ({ change, roles, purpose = 'no purpose', resource = 'nothing', action = 'read', times }) =>
      `${String(times).padStart(8)}  ${change.replace('_', ' ')}: ${roles.join(', ') || 'no role'}, ${action} ${resource} for ${purpose}\n`,
  )
  const changed = found.total - found.counts.same
  return {
    yes: changed === 0 || options['failOnChange'] !== true,
    text: `${terminal.colour('bold', found.text)}\n${lines.join('')}`,
    data: found,
  }
}

/** @throws Failure for a policy that nothing in the log can be of */
function earlier({ policy, file }: Loaded, { name }: Policy): Policy {
  if (policy.name === name) return policy
  throw new Failure({
    file,
    message: `\`--from\` names the policy \`${policy.name.slice(0, 80)}\`, and this is \`${name}\``,
    hint: 'name an earlier version of the same policy',
  })
}
