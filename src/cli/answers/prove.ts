import { type Claim, type Proof, prove as proofOf } from '../../index.js'
import type { Answer, Given } from '../command.js'
import { Failure, type Spot } from '../failure.js'
import { loadPolicy } from '../load-policy.js'
import { assertReadable } from '../readable.js'
import { readText } from '../text.js'

interface Asked extends Spot {
  readonly claim: unknown
}

/** Claims about a policy: each holds, or has a counter-example. */
export async function prove({ args: [named], options, terminal: { colour } }: Given): Promise<Answer> {
  const { policy } = await loadPolicy(named, options)
  const asked = await claimsOf(options)
  const proofs: Proof[] = []
  for (const { claim, ...spot } of asked) {
    try {
      proofs.push(proofOf(policy, (await resolved(claim, options)) as Claim))
    } catch (error) {
      if (error instanceof Failure || !('code' in Object(error))) throw error
      const message = (error as Error).message.replace(/^the configuration is invalid: /, '')
      throw new Failure({ ...spot, message, hint: 'see docs/review.md for the claims there are' })
    }
  }
  const lines = proofs.map(({ text, holds, counterExample }) =>
    holds
      ? `${colour('green', 'holds:')} ${text}\n`
      : `${colour('red', 'fails:')} ${text}\n       ${counterExample?.text} (${counterExample?.rules.join(', ')})\n`,
  )
  return { yes: proofs.every(({ holds }) => holds), text: lines.join(''), data: { proofs } }
}

async function claimsOf(options: { readonly [name: string]: unknown }): Promise<Asked[]> {
  const {
    claims: file,
    claim = [],
    within,
  } = options as {
    readonly claims?: string
    readonly claim?: readonly string[]
    readonly within?: string
  }
  const asked: Asked[] = [
    ...(file === undefined ? [] : await readClaims(file)),
    ...(await Promise.all(claim.map(parseClaim))),
    ...(within === undefined ? [] : [{ claim: { within } }]),
  ]
  if (asked.length === 0)
    throw new Failure({
      message: 'nothing is claimed',
      hint: 'give --claims <file>, --claim <json> or --within <policy>',
    })
  return asked
}

async function readClaims(file: string): Promise<Asked[]> {
  assertReadable(file)
  const { data, spot } = await readText(file)
  if (!Array.isArray(data))
    throw new Failure({ file, message: 'claims are a list', hint: 'begin each with `- `' })
  return data.map((claim, i) => ({ claim: claim as unknown, file, ...spot(`/${i}`) }))
}

/** A claim on the command line: JSON, or YAML in one line. */
async function parseClaim(text: string): Promise<Asked> {
  const { parse } = await import('yaml')
  try {
    return { claim: parse(text) as unknown }
  } catch {
    throw new Failure({
      message: `this is no claim: ${text.slice(0, 80)}`,
      hint: 'a claim is JSON, in single quotes',
    })
  }
}

/** A claim that names the file of another policy, with that policy in its place. */
async function resolved(claim: unknown, options: { readonly schemas?: string }): Promise<unknown> {
  const within = (Object(claim) as { readonly within?: unknown }).within
  if (typeof within !== 'string') return claim
  return { ...(claim as object), within: (await loadPolicy(within, options)).policy }
}
