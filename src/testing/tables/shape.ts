import * as z from 'zod'
import { suggest } from '../../index.js'
import type { Path, Source } from './source.js'

type Shapes = ReturnType<typeof shapes>
export type Table = z.infer<Shapes['table']>
export type Test = Table['tests'][number]
export type TableActor = z.infer<Shapes['actor']>
export type Entry = Test['expect'][number]

function shapes() {
  const name = z.string()
  const names = z.array(name)
  const some = z.union([name, names.min(1)], 'expected a name, or a list of names')
  const values = z.record(z.string(), z.unknown())
  const actor = z.strictObject({
    roles: names,
    id: z.union([name, z.int()], 'expected a text or a whole number').optional(),
    kind: name.optional(),
    tenant: z.union([name, z.int()], 'expected a text or a whole number').optional(),
    subject: z.union([name, z.int(), values], 'expected an id, or `{ id, population }`').optional(),
    attributes: values.optional(),
    get onBehalfOf() {
      return z.optional(actor)
    },
  })
  // what is supposed, for a whole test or for one line of it
  const supposed = {
    row: z.union([name, values], 'expected the name of a row, or a row').optional(),
    consents: names.optional(),
    now: name.optional(),
    justification: name.optional(),
    action: name.optional(),
  }
  const entry = z.strictObject({
    as: some.optional(),
    same: names
      .min(2)
      .refine((each) => new Set(each).size === each.length, '`same` names each of them once')
      .optional(),
    for: some,
    clear: names.optional(),
    masked: names.optional(),
    deny: z.union([name, z.literal(true)], 'expected a reason, or `true`').optional(),
    ...supposed,
  })
  const test = z.strictObject({
    name,
    on: name,
    who: names.min(1).optional(),
    purposes: names.min(1).optional(),
    expect: z
      .array(entry)
      .refine(
        (each) => each.length > 0,
        'a test that expects nothing looks unfinished: say at least who is denied, `{ as: …, for: …, deny: true }`',
      ),
    ...supposed,
  })
  const table = z.strictObject({
    policy: name.optional(),
    now: name.optional(),
    actors: z.record(name, actor).optional(),
    rows: z.record(name, values).optional(),
    tests: z.array(test).min(1),
  })
  return { table, actor, test, entry }
}

/** Reads the shape of a table; every key that does not belong is a problem of its own. @throws TableError */
export function readShape(source: Source): Table {
  const made = shapes()
  const result = made.table.safeParse(source.data)
  for (const issue of result.error?.issues ?? []) {
    const path = issue.path as Path
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys)
        source.add(
          [...path, key],
          `\`${key.slice(0, 80)}\` does not belong here`,
          suggest(key, keysAt(made, path)),
        )
    else source.add(path, wordsOf(issue))
  }
  source.settle()
  return result.data as Table
}

/** The keys that may stand at a path. */
function keysAt({ table, test, entry, actor }: Shapes, path: Path): string[] {
  const object = path[0] === 'actors' ? actor : path.length >= 4 ? entry : path.length >= 2 ? test : table
  return Object.keys(object.shape)
}

/** What is expected, in our own words: what zod quotes may be data. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' || issue.code === 'custom') return issue.message
  if (issue.code === 'too_small') return `expected at least ${issue.minimum}`
  return issue.code === 'invalid_type'
    ? `expected ${EXPECTED[issue.expected] ?? 'something else'}`
    : 'expected something else'
}

const EXPECTED: { readonly [type: string]: string } = {
  string: 'a text',
  array: 'a list',
  object: 'names with their values',
  record: 'names with their values',
}
