import { readOperator } from './category.js'
import { type CompatibilityDef, readCompatibility } from './compatibility.js'
import { type Basis, EVIDENCE, type Evidence, type PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import type { LegalItem } from './legal-item.js'
import type { Operator } from './operator.js'
import { pointer } from './pointer.js'
import { type RetentionDef, readRetention } from './retention.js'
import { type GrantDef, readGrant } from './role.js'
import type { Targets } from './target.js'

/** A purpose of use (利用目的; APPI 17, GDPR 5(1)(b)) with what it needs. */
export interface PurposeDef {
  readonly name: string
  readonly basis: Basis
  readonly clause?: string
  readonly terms: number
  /** The purposes above it, itself excluded. */
  readonly ancestors: ReadonlySet<string>
  /** Itself and the purposes below it. */
  readonly family: readonly string[]
  /** What it uses: target -> how clearly, and where that is said. */
  readonly uses: ReadonlyMap<string, { readonly at: 'masked' | 'clear'; readonly rule: string }>
  readonly masks: ReadonlyMap<string, Operator>
  readonly needsJustification: boolean
  /** What a consent to it must come with. */
  readonly evidence: readonly Evidence[]
  /** What the person themselves may see of their own rows. */
  readonly self?: GrantDef
  readonly pseudonymous: boolean
  /** Whether an objection binds it. */
  readonly objectable: boolean
  readonly incidental: boolean
  /** How long data serves it. */
  readonly retention?: RetentionDef
  /** The purposes that it grew out of. */
  readonly compatibleWith: readonly CompatibilityDef[]
  /** The legal items that an exception may name. */
  readonly exceptions: ReadonlySet<LegalItem>
  readonly message?: 'transactional' | 'marketing'
}

type Declared = PolicyDocument['purposes']

const OBJECTABLE: readonly Basis[] = ['consent', 'legitimate_interests', 'public_task']

export function buildPurposes(
  declared: Declared,
  targets: Targets,
  issues: Issues,
): ReadonlyMap<string, PurposeDef> {
  const names = Object.keys(declared)
  for (const name of names) {
    for (const [index, above] of (declared[name]?.within ?? []).entries()) {
      if (!Object.hasOwn(declared, above))
        issues.unknown(pointer('purposes', name, 'within', index), 'purpose', above, names)
    }
    if (ancestorsOf(name, declared).has(name))
      issues.add(pointer('purposes', name, 'within'), `\`${name}\` lies within itself`)
  }
  return new Map(names.map((name) => [name, define(name, declared, targets, issues)]))
}

function define(name: string, declared: Declared, targets: Targets, issues: Issues): PurposeDef {
  const purpose = declared[name] as Declared[string]
  const at = (...path: (string | number)[]) => pointer('purposes', name, ...path)
  const uses = new Map<string, { at: 'masked' | 'clear'; rule: string }>()
  for (const [index, use] of purpose.uses.entries()) {
    const { of, at: visibility } = typeof use === 'string' ? { of: use, at: 'clear' as const } : use
    targets.checkPersonal(of, typeof use === 'string' ? at('uses', index) : at('uses', index, 'of'), issues)
    if (uses.has(of)) issues.add(at('uses', index), `\`${of}\` is used twice`)
    uses.set(of, { at: visibility, rule: at('uses', index) })
  }
  const masks = new Map<string, Operator>()
  for (const [target, operator] of Object.entries(purpose.masks ?? {})) {
    targets.checkPersonal(target, at('masks', target), issues)
    const read = readOperator(operator, at('masks', target), issues)
    if (read) masks.set(target, read)
  }
  const { self, requires = [], message } = purpose
  const retention =
    purpose.retention === undefined ? undefined : readRetention(purpose.retention, at('retention'), issues)
  const evidence = EVIDENCE.filter((each) => requires.includes(each))
  if (evidence.length > 0 && purpose.basis !== 'consent')
    issues.add(at('requires'), 'only a purpose on the basis of `consent` asks for what proves one')
  const seesAll = new Map([...uses.keys()].map((target) => [target, 'clear' as const]))
  const own = typeof self === 'object' ? self : {}
  const read = readGrant({ ...own, sees: own.sees ?? {}, purposes: [name] }, at('self'), targets, issues)
  return {
    name,
    basis: purpose.basis,
    ...(purpose.clause !== undefined && { clause: purpose.clause }),
    terms: purpose.terms ?? 1,
    ancestors: ancestorsOf(name, declared),
    family: Object.keys(declared).filter((other) => other === name || ancestorsOf(other, declared).has(name)),
    uses,
    masks,
    needsJustification: requires.includes('justification'),
    evidence,
    ...(self && { self: own.sees ? read : { ...read, sees: seesAll } }),
    pseudonymous: purpose.pseudonymous ?? false,
    objectable: purpose.objectable === true || OBJECTABLE.includes(purpose.basis),
    incidental: purpose.incidental ?? false,
    ...(retention && { retention }),
    compatibleWith: readCompatibility(name, declared, issues),
    exceptions: new Set(purpose.exceptions),
    ...(message && { message }),
  }
}

function ancestorsOf(name: string, declared: Declared): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [...(declared[name]?.within ?? [])]
  for (let above = open.pop(); above !== undefined; above = open.pop()) {
    if (found.has(above) || !Object.hasOwn(declared, above)) continue
    found.add(above)
    open.push(...(declared[above]?.within ?? []))
  }
  return found
}
