import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accessOf, type Case, decided, gateOf, PATIENT, permits, runs } from './cases.js'
import { LEAVES } from './schemas.js'

// the operators one by one are in test/core/enforce/mask/mask.laws.test.ts; here is what leaves a gate

describe('masks never reveal', PATIENT, () => {
  it('masks never reveal: of a value that is masked whole, or not shown, nothing is in the view', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const { each: marked, tokens } = mark(redacted(each))
        const decision = decided(marked)
        fc.pre(decision.effect === 'permit')
        const text = JSON.stringify(await viewOf(marked))
        for (const [path, token] of tokens)
          if (decision.fields[path]!.outcome === 'clear') expect(text.includes(token), path).toBe(true)
          else expect(text.includes(token), path).toBe(false)
      }),
      runs(60),
    )
  })

  it('masks never reveal: what is masked keeps its JSON type or is absent, and is the same every time', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const [view, again] = [await viewOf(each), await viewOf(each)]
        expect(again).toEqual(view)
        const decision = decided(each)
        for (const [path, kind] of Object.entries(LEAVES[each.question.resource]!))
          if (
            decision.fields[path]?.outcome === 'masked' &&
            !/[.[]/.test(path) &&
            view[path] !== undefined &&
            view[path] !== null
          )
            expect(typeof view[path], path).toBe(kind === 'date' ? 'string' : kind)
      }),
      runs(60),
    )
  })

  it('masks never reveal: a view that is read again as a row shows no more than it did', async () => {
    await fc.assert(
      fc.asyncProperty(permits, async (each) => {
        const redacting = redacted(each)
        const view = await viewOf(redacting)
        const hidden = Object.entries(decided(redacting).fields).flatMap(([path, { outcome }]) =>
          outcome === 'hidden' ? [path] : [],
        )
        const twice = await viewOf({ ...redacting, question: { ...redacting.question, row: view } }).catch(
          () => ({}),
        )
        for (const [key, value] of Object.entries(twice)) {
          expect(hidden).not.toContain(key)
          expect(isWithin(value, view[key]), key).toBe(true)
        }
      }),
      runs(80),
    )
  })
})

type View = { readonly [key: string]: unknown }

async function viewOf(each: Case): Promise<View> {
  const access = accessOf(gateOf(each, { keys: KEYS }).gate, each.question)
  return (await access.read(each.question.resource, each.question.row as object)) as unknown as View
}

/** Whether all that stands in `less` stands in `whole` too, or is masked. */
function isWithin(less: unknown, whole: unknown): boolean {
  if (less === '********' || less === whole) return true
  if (typeof less !== 'object' || less === null || typeof whole !== 'object' || whole === null) return false
  if (less instanceof Date) return whole instanceof Date && less.getTime() === whole.getTime()
  return Object.entries(less).every(([key, value]) => isWithin(value, (whole as View)[key]))
}

const KEYS = { current: 'k1', k1: new Uint8Array(32).fill(7) }

/** The case with no operator but the default, keys as they are, and no row in the row. */
function redacted({ document, question, ...rest }: Case): Case {
  const text = JSON.stringify(document, (key, value) =>
    ['mask', 'masks', 'pseudonymous'].includes(key) ? undefined : value,
  )
  const { buyer: _, ...row } = question.row as { readonly buyer?: unknown }
  return { ...rest, document: JSON.parse(text), question: { ...question, row } }
}

/** The case with a text in each field of text that stands nowhere else; no condition reads them. */
function mark({ document, question, ...rest }: Case) {
  const text = JSON.stringify(document, (key, value) => (key === 'where' ? undefined : value))
  const leaves = LEAVES[question.resource]!
  const paths = ['name', 'email', 'note'].filter((path) => Object.hasOwn(leaves, path))
  const tokens = paths.map((path) => [path, `canary-of-${path}`] as const)
  const row = { ...(question.row as View), ...Object.fromEntries(tokens) }
  return { each: { ...rest, document: JSON.parse(text), question: { ...question, row } }, tokens }
}
