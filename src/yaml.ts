import { parseDocument } from 'yaml'
import { type Policy, PolicyError, parsePolicy as parseJson } from './index.js'

/**
 * Reads a policy from YAML or JSON text over the schemas of its resources; the digest is that of the same JSON.
 *
 * @throws PolicyError `policy_invalid` with every problem.
 * @example
 * ```ts
 * const policy = parsePolicy(await readFile('policy.yaml', 'utf8'), { schemas: { member: Member } })
 * ```
 */
export function parsePolicy(text: string, options: Parameters<typeof parseJson>[1]): Policy {
  if (typeof text !== 'string') throw new PolicyError([{ path: '', message: 'a policy in YAML is a text' }])
  const document = parseDocument(text, { version: '1.2', uniqueKeys: true, merge: false })
  // a warning is a tag or a directive that nobody here knows
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0) {
    throw new PolicyError(
      problems.map(({ code, linePos }) => ({
        path: '',
        message: `YAML ${code} at line ${linePos?.[0].line ?? 0}`,
      })),
    )
  }
  return parseJson(toObject(document), options)
}

function toObject(document: ReturnType<typeof parseDocument>): object {
  try {
    // aliases that multiply are refused by the parser
    return Object(document.toJS({ maxAliasCount: 100 }))
  } catch {
    throw new PolicyError([{ path: '', message: 'YAML that cannot be read as data' }])
  }
}
