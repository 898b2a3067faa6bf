import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { definePolicy, isPurposeboundError } from '../../src/index.js'
import type { Exercised } from '../../src/testing/index.js'
import { policyTests, runPolicyTests, type TableIssue } from '../../src/testing/yaml.js'
import { shop } from '../shop.js'

const file = 'test/shop.policy-test.yaml'
const text = readFileSync(file, 'utf8')

/** What fails of a table that is changed. */
function failures(change: (text: string) => string): string[] {
  const changed = change(text)
  expect(changed).not.toBe(text)
  return runPolicyTests(shop, changed, { file: 'shop.yaml' }).results.flatMap(({ message }) => message ?? [])
}

/** What is wrong with a table. */
function issuesOf(table: string, policy = shop): string[] {
  try {
    policyTests(policy, table, { file: 't.yaml' })
  } catch (error) {
    if (!isPurposeboundError(error) || !error.issues) throw error
    expect(error.code).toBe('config_invalid')
    return (error.issues as readonly TableIssue[]).map(
      ({ file, line, column, message, suggestion }) =>
        `${file}:${line}:${column} ${message}${suggestion === undefined ? '' : ` (${suggestion})`}`,
    )
  }
  return []
}

describe('the table of the shop, run', () => {
  const report = runPolicyTests(shop, text, { file })

  it('passes, each line by its name', () => {
    expect(report).toMatchObject({ file, failed: 0, passed: report.results.length })
    expect(report.results.map(({ name, line }) => `${line} ${name}`)).toMatchInlineSnapshot(`
      [
        "19 members, whoever they are: agent for support",
        "23 members, whoever they are: trainee for support",
        "26 members, whoever they are: trainee for support",
        "30 members, whoever they are: agent, trainee for support",
        "34 members, whoever they are: mailer for direct_mail",
        "37 members, whoever they are: mailer for direct_mail",
        "41 members, whoever they are: auditor for audit",
        "44 members, whoever they are: auditor for audit",
        "48 members, whoever they are: analyst for research",
        "15 members, whoever they are: nobody else",
        "57 Aiko: colleague for support",
        "58 Aiko: stranger for support",
        "59 Aiko: rep for support",
        "63 Aiko: herself for support",
        "67 Aiko: the same for rep and lead for support",
        "52 Aiko: nobody else",
      ]
    `)
  })

  it('says which grants it exercised', () => {
    const grants = report.exercised.flatMap(({ purpose, rules }) =>
      rules.filter((rule) => /^\/roles\/[a-z]+$|self$/.test(rule)).map((rule) => `${rule} for ${purpose}`),
    )
    expect([...new Set(grants)].sort()).toEqual([
      '/purposes/support/self for support',
      '/roles/agent for support',
      '/roles/analyst for research',
      '/roles/auditor for audit',
      '/roles/mailer for direct_mail',
      '/roles/trainee for support',
    ])
  })

  it('passes with the line ends of Windows, a byte order mark, and as JSON', () => {
    expect(runPolicyTests(shop, text.replaceAll('\n', '\r\n'), { file })).toEqual(report)
    expect(runPolicyTests(shop, `\ufeff${text}`, { file })).toEqual(report)
    const json = JSON.stringify({
      tests: [
        { name: 'x', on: 'member', who: ['mailer'], expect: [{ as: 'mailer', for: 'support', deny: true }] },
      ],
    })
    expect(runPolicyTests(shop, json).results.map(({ passed }) => passed)).toEqual([true, false])
  })

  it('is data for any runner', () => {
    const exercised: Exercised[] = []
    for (const { run } of policyTests(shop, text, { exercised })) run()
    expect(exercised).toEqual(report.exercised)
  })
})

describe('a line that is not met', () => {
  it('says where, what was expected, what was seen and which rule decided', () => {
    expect(
      failures((table) => table.replace('masked: [cardNumber, address.city', 'masked: [address.city')),
    ).toEqual([
      'shop.yaml:19: as agent for support on member:\n' +
        '  `cardNumber`: not expected, saw masked (`ceiling_masked`, /resources/member/fields/cardNumber/ceiling)',
    ])
  })

  it('what is not listed is expected to be hidden', () => {
    expect(failures((table) => table.replace('clear: [name, birthDate]', 'clear: [name]'))).toEqual([
      'shop.yaml:41: as auditor for audit on member:\n  `birthDate`: not expected, saw clear (by /roles/auditor)',
    ])
  })

  it('who is not listed is expected to be denied', () => {
    const [message, ...others] = failures((table) =>
      table.replace('      - as: analyst\n        for: research\n        clear: ["tags[]"]\n', ''),
    )
    expect(message).toBe(
      'shop.yaml:15: expected to be denied, since they are not listed:\n  analyst for research: permitted by /roles/analyst',
    )
    expect(others).toEqual([])
  })

  it('a denial for another reason, a permit, a time, a consent', () => {
    expect(failures((table) => table.replace('deny: condition_not_met', 'deny: tenant_mismatch'))).toEqual([
      'shop.yaml:57: as agent for support on member:\n' +
        '  expected a denial by `tenant_mismatch`, but it is denied by `condition_not_met`, /roles/agent/where/member',
    ])
    expect(failures((table) => table.replace('consents: []', 'consents: [marketing]')).join()).toContain(
      'permitted by /roles/mailer',
    )
    expect(
      failures((table) => table.replace('now: 2026-06-01T00:00:00Z', 'now: 2026-05-01')).join(),
    ).toContain('permitted by /roles/trainee')
    expect(
      failures((table) => table.replace('now: 2026-03-01T00:00:00Z', 'now: 2027-03-01')).join(),
    ).toContain('expected a permit, but it is denied by `role_expired`')
  })

  it('two who do not see the same', () => {
    expect(failures((table) => table.replace('same: [rep, lead]', 'same: [rep, auditor]')).join()).toContain(
      'as agent for support on member\n  against as auditor for support on member',
    )
  })

  it('two of whom neither sees anything', () => {
    expect(
      failures((table) => table.replace('same: [rep, lead]', 'same: [colleague, stranger]')).join(),
    ).toContain('neither sees anything, so nothing is compared: it is denied by `condition_not_met`')
  })
})

describe('a table that cannot be run', () => {
  const table = (...lines: string[]) => ['tests:', '  - name: x', '    on: member', ...lines].join('\n')
  const entry = (line: string) => table('    expect:', `      - ${line}`)

  it.each([
    ['nothing', '', ['t.yaml:1:1 expected names with their values']],
    ['a comment', '# later', ['t.yaml:1:1 expected names with their values']],
    ['no list', 'tests: x', ['t.yaml:1:1 expected a list']],
    ['no tests', 'tests: []', ['t.yaml:1:1 expected at least 1']],
    ['broken YAML', 'tests:\n  - name: "x', ['t.yaml:2:13 YAML MISSING_CHAR']],
    ['a key that stands twice', 'tests: []\ntests: []', ['t.yaml:2:1 YAML DUPLICATE_KEY']],
    ['two documents', 'a: 1\n---\nb: 1', ['t.yaml:2:1 YAML MULTIPLE_DOCS']],
    ['a tag', 'tests: !!js/function x', ['t.yaml:1:8 YAML TAG_RESOLVE_FAILED']],
    [
      'a stray key',
      `${entry('{ as: agent, for: support, claer: [] }')}`,
      ['t.yaml:5:36 `claer` does not belong here (clear)'],
    ],
    [
      'a stray key above',
      `test: []\n${entry('{ as: agent, for: support, deny: true }')}`,
      ['t.yaml:1:1 `test` does not belong here (tests)'],
    ],
    [
      'a stray key of a test',
      entry('{ as: agent, for: support, deny: true }').replace('member', 'member\n    expct: []'),
      ['t.yaml:4:5 `expct` does not belong here (expect)'],
    ],
    ['another type', entry('{ as: agent, for: support, clear: name }'), ['t.yaml:5:36 expected a list']],
    [
      'a role',
      entry('{ as: agnt, for: support, deny: true }'),
      ['t.yaml:5:11 there is no role or actor `agnt` (agent)'],
    ],
    [
      'a role of several',
      entry('{ as: [agent, trinee], for: support, deny: true }'),
      ['t.yaml:5:23 there is no role `trinee` (trainee)'],
    ],
    [
      'a purpose',
      entry('{ as: agent, for: suport, deny: true }'),
      ['t.yaml:5:22 there is no purpose `suport` (support)'],
    ],
    [
      'a reason',
      entry('{ as: agent, for: support, deny: role_expird }'),
      ['t.yaml:5:36 there is no reason `role_expird` (role_expired)'],
    ],
    [
      'a field',
      entry('{ as: agent, for: support, clear: [nmae] }'),
      ['t.yaml:5:44 there is no field `nmae` (name)'],
    ],
    [
      'a consent',
      entry('{ as: agent, for: support, deny: true, consents: [marketin] }'),
      ['t.yaml:5:59 there is no purpose `marketin` (marketing)'],
    ],
    [
      'an action',
      entry('{ as: agent, for: support, deny: true, action: wrte }'),
      ['t.yaml:5:48 there is no action `wrte`'],
    ],
    [
      'a time',
      entry('{ as: agent, for: support, deny: true, now: soon }'),
      ['t.yaml:5:48 expected a time, such as 2026-11-24T09:00:00Z'],
    ],
    [
      'a row',
      entry('{ as: agent, for: support, deny: true, row: aikoo }'),
      ['t.yaml:5:48 there is no row `aikoo`'],
    ],
    [
      'a property',
      entry('{ as: agent, for: support, deny: true, row: { repID: x } }'),
      ['t.yaml:5:55 there is no property `repID` (repId)'],
    ],
    [
      'a property within',
      entry('{ as: agent, for: support, deny: true, row: { address: { cty: x } } }'),
      ['t.yaml:5:66 there is no property `cty` (city)'],
    ],
    [
      'a date in a row',
      entry('{ as: agent, for: support, deny: true, row: { birthDate: soon } }'),
      ['t.yaml:5:55 expected a time, such as 2026-11-24T09:00:00Z'],
    ],
    [
      'a line that says nothing',
      entry('{ as: agent, for: support }'),
      ['t.yaml:5:9 a line says `clear` and `masked`, or `deny`'],
    ],
    [
      'a line that says both',
      entry('{ as: agent, for: support, deny: true, clear: [] }'),
      ['t.yaml:5:9 a line says `clear` and `masked`, or `deny`'],
    ],
    [
      'a line about nobody',
      entry('{ for: support, deny: true }'),
      ['t.yaml:5:9 a line is about `as`, or about `same`'],
    ],
    [
      'a comparison that says more',
      entry('{ same: [agent, trainee], for: support, deny: true }'),
      ['t.yaml:5:9 `same` says nothing else'],
    ],
    [
      'a resource',
      entry('{ as: agent, for: support, deny: true }').replace('member', 'membr'),
      ['t.yaml:3:5 there is no resource `membr` (member)'],
    ],
    [
      'who',
      entry('{ as: agent, for: support, deny: true }').replace('member', 'member\n    who: [agnt]'),
      ['t.yaml:4:11 there is no role or actor `agnt` (agent)'],
    ],
    [
      'a test that expects nothing',
      table('    expect: []'),
      [
        't.yaml:4:5 a test that expects nothing looks unfinished: say at least who is denied, `{ as: …, for: …, deny: true }`',
      ],
    ],
    [
      'a comparison of one with itself',
      entry('{ same: [agent, agent], for: support }'),
      ['t.yaml:5:11 `same` names each of them once'],
    ],
    [
      'another policy',
      `policy: shp\n${entry('{ as: agent, for: support, deny: true }')}`,
      ['t.yaml:1:1 there is no policy `shp` (shop)'],
    ],
    [
      'a kind, a population, a role of whom it is done for',
      `actors: { x: { roles: [], kind: employe, subject: { id: 1, population: membr }, onBehalfOf: { roles: [agnt] } } }\n${entry('{ as: agent, for: support, deny: true }')}`,
      [
        't.yaml:1:27 there is no kind `employe` (employee)',
        't.yaml:1:60 there is no population `membr` (member)',
        't.yaml:1:103 there is no role `agnt` (agent)',
      ],
    ],
    [
      'an actor called as a role',
      `actors: { agent: { roles: [agnt] } }\n${entry('{ as: agent, for: support, deny: true }')}`,
      [
        't.yaml:1:11 `agent` is a role: call the actor otherwise',
        't.yaml:1:28 there is no role `agnt` (agent)',
      ],
    ],
  ])('%s', (_, text, issues) => {
    expect(issuesOf(text)).toEqual(issues)
    expect(issuesOf(text.replaceAll('\n', '\r\n'))).toEqual(issues)
  })

  it('says all at once, in the order of the file, and runs nothing', () => {
    expect(issuesOf(entry('{ as: agnt, for: suport, clear: [nmae] }'))).toEqual([
      't.yaml:5:11 there is no role or actor `agnt` (agent)',
      't.yaml:5:21 there is no purpose `suport` (support)',
      't.yaml:5:42 there is no field `nmae` (name)',
    ])
    expect(() =>
      runPolicyTests(shop, entry('{ as: agnt, for: support, deny: true }'), { file: 't.yaml' }),
    ).toThrow('t.yaml:5:11: there is no role or actor `agnt`, did you mean `agent`?')
  })

  it('is no text, is huge, or multiplies', () => {
    expect(issuesOf(undefined as never)).toEqual(['t.yaml:1:1 a table is a text'])
    expect(issuesOf('#'.repeat(5_000_001))).toEqual(['t.yaml:1:1 a table is at most 5000000 characters long'])
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...[...'bcdefgh'].map(
        (name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`,
      ),
    ]
    expect(issuesOf(bomb.join('\n'))).toEqual(['t.yaml:1:1 YAML that cannot be read as data'])
  })
})

it('an actor may act on behalf of another: the stricter answer holds', () => {
  const table = [
    'actors: { bot: { roles: [agent], onBehalfOf: { roles: [trainee] } } }',
    'tests:',
    '  - name: x',
    '    on: member',
    '    who: [bot]',
    '    expect:',
    '      - { as: bot, for: support, masked: [name, birthDate] }',
  ].join('\n')
  expect(runPolicyTests(shop, table).results.flatMap(({ message }) => message ?? [])).toEqual([])
})

describe('a row of a table', () => {
  const policy = definePolicy({
    name: 'kinds',
    version: '1',
    categories: ['identity'],
    resources: {
      thing: {
        schema: z.object({
          id: z.bigint(),
          at: z.union([z.date(), z.null()]),
          code: z.string().refine((code) => code === 'only this'),
          part: z.object({ on: z.date().optional() }).optional(),
          name: z.string(),
        }),
        subject: 'id',
        fields: { id: 'key', at: 'identity', code: 'identity', 'part.on': 'identity', name: 'identity' },
      },
    },
    purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
    roles: {
      agent: {
        purposes: ['support'],
        sees: { identity: 'clear' },
        where: { thing: { at: { $gt: '2026-01-01T00:00:00Z' } } as never },
      },
    },
  })
  const table = (row: string) =>
    [
      'tests:',
      '  - name: x',
      '    on: thing',
      `    row: ${row}`,
      '    expect:',
      '      - { as: agent, for: support, clear: [at, code, part.on, name] }',
    ].join('\n')

  it('means what its schema means: dates and bigints', () => {
    const { results } = runPolicyTests(
      policy,
      table('{ id: 7, at: 2026-02-01, code: only this, part: { on: 2026-01-01 } }'),
    )
    expect(results.flatMap(({ message }) => message ?? [])).toEqual([])
    expect(runPolicyTests(policy, table('{ id: 7, at: 2025-02-01, code: only this }')).failed).toBe(1)
  })

  it('is wrong once, however often it is used', () => {
    const twice = table('one').replace('tests:', 'rows: { one: { code: only this, nmae: x } }\ntests:')
    const again = twice.slice(twice.indexOf('\n  - name')).replace('name: x', 'name: y')
    expect(issuesOf(twice + again, policy as never)).toEqual([
      't.yaml:1:33 there is no property `nmae` (name)',
    ])
  })

  it('must name what cannot be made up', () => {
    expect(issuesOf(table('{ id: 7 }'), policy as never)).toEqual([
      't.yaml:4:5 no sample of `code`: a check that no sample passed; give it in the row',
    ])
  })
})
