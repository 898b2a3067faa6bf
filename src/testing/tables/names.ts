import { ACTIONS, type Policy, REASONS } from '../../index.js'
import { expectAccess } from '../index.js'
import type { Entry, Table, TableActor, Test } from './shape.js'
import type { Path, Source } from './source.js'

const KINDS = ['person', 'employee', 'service', 'entrustee']

/** Finds every name of a table that the policy, or the table itself, does not know. @throws TableError */
export function checkNames(policy: Policy, table: Table, source: Source): void {
  const { document } = policy
  const roles = Object.keys(document.roles)
  const purposes = Object.keys(document.purposes)
  const resources = Object.keys(document.resources)
  const actors = Object.keys(table.actors ?? {})
  const rows = Object.keys(table.rows ?? {})
  const known = (path: Path, what: string, names: readonly unknown[] | unknown, among: readonly string[]) => {
    const list = Array.isArray(names) ? names : [names]
    for (const [index, name] of list.entries())
      if (name !== undefined && !among.includes(name as string))
        source.unknown(Array.isArray(names) ? [...path, index] : path, what, name, among)
  }

  known(['policy'], 'policy', table.policy, [document.name])
  checkTime(['now'], table.now)
  for (const [name, actor] of Object.entries(table.actors ?? {})) {
    checkActor(actor, ['actors', name])
    if (roles.includes(name)) source.add(['actors', name], `\`${name}\` is a role: call the actor otherwise`)
  }
  for (const [index, test] of table.tests.entries()) checkTest(test, ['tests', index])
  source.settle()

  function checkActor({ roles: given, kind, subject, onBehalfOf }: TableActor, at: Path): void {
    known([...at, 'roles'], 'role', given, roles)
    known([...at, 'kind'], 'kind', kind, KINDS)
    if (typeof subject === 'object')
      known([...at, 'subject', 'population'], 'population', subject['population'], [
        ...(document.populations ?? []),
        'person',
      ])
    if (onBehalfOf) checkActor(onBehalfOf, [...at, 'onBehalfOf'])
  }

  function checkTest(test: Test, at: Path): void {
    known([...at, 'on'], 'resource', test.on, resources)
    known([...at, 'who'], 'role or actor', test.who, [...roles, ...actors])
    known([...at, 'purposes'], 'purpose', test.purposes, purposes)
    checkSupposed(test, at)
    const fields = resources.includes(test.on) ? fieldsOf(policy, test.on) : undefined
    for (const [index, entry] of test.expect.entries()) checkEntry(entry, [...at, 'expect', index], fields)
  }

  function checkEntry(entry: Entry, at: Path, fields: readonly string[] | undefined): void {
    const { as, same, deny, clear, masked } = entry
    known(
      [...at, 'as'],
      Array.isArray(as) ? 'role' : 'role or actor',
      as,
      Array.isArray(as) ? roles : [...roles, ...actors],
    )
    known([...at, 'same'], 'role or actor', same, [...roles, ...actors])
    known([...at, 'for'], 'purpose', entry.for, purposes)
    known([...at, 'deny'], 'reason', deny === true ? undefined : deny, Object.keys(REASONS))
    if (fields) {
      known([...at, 'clear'], 'field', clear, fields)
      known([...at, 'masked'], 'field', masked, fields)
    }
    checkSupposed(entry, at)
    const shows = clear !== undefined || masked !== undefined
    if ((as === undefined) === (same === undefined)) source.add(at, 'a line is about `as`, or about `same`')
    else if (same ? shows || deny !== undefined : shows === (deny !== undefined))
      source.add(at, same ? '`same` says nothing else' : 'a line says `clear` and `masked`, or `deny`')
  }

  function checkSupposed(
    { row, consents, now, action }: Pick<Entry, 'row' | 'consents' | 'now' | 'action'>,
    at: Path,
  ): void {
    if (typeof row === 'string') known([...at, 'row'], 'row', row, rows)
    known([...at, 'consents'], 'purpose', consents, purposes)
    known([...at, 'action'], 'action', action, ACTIONS)
    checkTime([...at, 'now'], now)
  }

  function checkTime(path: Path, now: string | undefined): void {
    if (now !== undefined && Number.isNaN(new Date(now).getTime()))
      source.add(path, 'expected a time, such as 2026-11-24T09:00:00Z')
  }
}

/** Every field of a resource, and of the rows nested in it. */
function fieldsOf(policy: Policy, resource: string): string[] {
  const [purpose = ''] = Object.keys(policy.document.purposes)
  return Object.keys(expectAccess(policy).for(purpose).on(resource).seen().fields)
}
