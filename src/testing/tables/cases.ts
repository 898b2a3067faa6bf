import type { Action, Exercised, Policy, Reason } from '../../index.js'
import { assertPermits, assertReveals, type Expectation, expectAccess } from '../index.js'
import { checkNames } from './names.js'
import { type Entry, readShape, type Table, type Test } from './shape.js'
import { type Path, Source } from './source.js'
import { tableRow } from './table-row.js'

/** One expectation of a table: it throws when it is not met. Data, for any test runner. */
export interface PolicyTestCase {
  readonly name: string
  /** Where it stands in the file. */
  readonly line: number
  run(): void
}

export interface PolicyTestOptions {
  /** What the file is called in messages. @defaultValue `'policy-test.yaml'` */
  readonly file?: string
  /** Takes what each question has exercised, as a record would name it: what `coverage` reads. */
  readonly exercised?: Exercised[]
}

/**
 * The expectations of a table as data, for any test runner.
 *
 * @throws TableError `config_invalid` with every problem of the table: file, line, what, and the name that was meant.
 * @example
 * ```ts
 * for (const { name, run } of policyTests(policy, readFileSync('shop.policy-test.yaml', 'utf8'))) test(name, run)
 * ```
 */
export function policyTests(
  policy: Policy,
  text: string,
  { file = 'policy-test.yaml', exercised }: PolicyTestOptions = {},
): readonly PolicyTestCase[] {
  const source = new Source(text, file)
  const table = readShape(source)
  checkNames(policy, table, source)
  const access = expectAccess(policy, exercised ? { exercised } : {})
  const cases = table.tests.flatMap((test, index) => casesOf(test, ['tests', index]))
  source.settle()
  return cases

  function casesOf(test: Test, at: Path): PolicyTestCase[] {
    const common = suppose(access.on(test.on), { ...test, now: test.now ?? table.now }, test.on, at)
    const lines = test.expect.flatMap((entry, index) =>
      entryCases(test, entry, common, [...at, 'expect', index]),
    )
    return [...lines, elsewhere(test, common, at)]
  }

  function entryCases(test: Test, entry: Entry, common: Expectation, at: Path): PolicyTestCase[] {
    const asked = suppose(common, entry, test.on, at)
    const line = source.line(at)
    const who = entry.same ? `the same for ${entry.same.join(' and ')}` : inWords(entry.as)
    return [entry.for].flat().map((purpose) => ({
      name: `${test.name}: ${who} for ${purpose}`,
      line,
      run: () => located(file, line, () => judge(entry, (name) => play(table, asked.for(purpose), name))),
    }))
  }

  /** Whoever is not listed for a purpose is denied. */
  function elsewhere(test: Test, common: Expectation, at: Path): PolicyTestCase {
    const { document } = policy
    const line = source.line(at)
    const who = test.who ?? [...Object.keys(document.roles), ...Object.keys(table.actors ?? {})]
    const listed = new Set(
      test.expect.flatMap((entry) => [entry.for].flat().map((purpose) => `${entry.as} ${purpose}`)),
    )
    const pairs = who.flatMap((name) =>
      (test.purposes ?? Object.keys(document.purposes))
        .filter((purpose) => !listed.has(`${name} ${purpose}`))
        .map((purpose) => ({ name, purpose })),
    )
    const run = () => {
      const open = pairs.flatMap(({ name, purpose }) => {
        const { effect, grants } = play(table, common.for(purpose), name).seen()
        return effect === 'deny' ? [] : [`${name} for ${purpose}: permitted by ${grants.join(', ')}`]
      })
      if (open.length > 0)
        throw new Error(`expected to be denied, since they are not listed:\n  ${open.join('\n  ')}`)
    }
    return { name: `${test.name}: nobody else`, line, run: () => located(file, line, run) }
  }

  function suppose(asked: Expectation, said: Partial<Entry>, resource: string, at: Path): Expectation {
    const { row, consents, now, justification, action } = said
    let next = asked
    if (row !== undefined) next = next.row(tableRow(policy, table, resource, row, [...at, 'row'], source))
    if (consents) next = next.consents(consents)
    if (now !== undefined) next = next.at(now)
    if (justification !== undefined) next = next.justification(justification)
    return action === undefined ? next : next.action(action as Action)
  }
}

/** Asks as a role, as several, or as an actor of the table. */
function play({ actors = {} }: Table, asked: Expectation, name: string | readonly string[]): Expectation {
  const actor = typeof name === 'string' && Object.hasOwn(actors, name) ? actors[name] : undefined
  if (!actor) return asked.as(...[name].flat())
  const { roles, ...rest } = actor
  return asked.as(...roles).actor(rest)
}

function judge(
  { as = [], same, deny, clear = [], masked = [] }: Entry,
  asked: (name: string | readonly string[]) => Expectation,
): void {
  if (same) {
    const [first = '', ...others] = same
    for (const other of others) asked(first).toSeeTheSameAs(asked(other))
  } else if (deny !== undefined) asked(as).toBeDenied(deny === true ? undefined : (deny as Reason))
  else {
    const found = asked(as).seen()
    const judged = { seen: () => found }
    assertPermits(judged)
    assertReveals(judged, { clear, masked })
  }
}

/** What goes wrong says where in the file it was expected. */
function located(file: string, line: number, run: () => void): void {
  try {
    run()
  } catch (error) {
    throw new Error(`${file}:${line}: ${error instanceof Error ? error.message : 'failed'}`)
  }
}

function inWords(as: string | readonly string[] | undefined): string {
  return [as ?? []].flat().join(', ') || 'nobody'
}
