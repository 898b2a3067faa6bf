import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { buildCategories } from './category.js'
import { checkClasses } from './class-rules.js'
import { canonical, toData } from './data.js'
import type { PolicyDocument } from './document.js'
import { checkIncidental } from './incidental.js'
import { Issues } from './issues.js'
import { leavesOf } from './leaves.js'
import { checkMessage } from './message.js'
import { buildMessages, type MessagesDef } from './messages.js'
import { below, nodeAt, type Step } from './path.js'
import { pointer } from './pointer.js'
import { buildProhibitions, type ProhibitionDef } from './prohibition.js'
import { checkPseudonymous } from './pseudonymous.js'
import { buildPurposes, type PurposeDef } from './purpose.js'
import { checkPeriod } from './purpose-period.js'
import { buildRecipients, type RecipientDef } from './recipient.js'
import { buildResource, type ResourceDef } from './resource.js'
import { buildRoles, type GrantDef } from './role.js'
import { isLeaf, type LeafType, type Schema } from './schema.js'
import { checkShape } from './shape.js'
import { buildSignals, type SignalsDef } from './signals.js'
import { Targets } from './target.js'

/** A policy as the decision reads it: every name resolved, nothing left to look up. */
export interface Catalog {
  readonly document: PolicyDocument
  /** SHA-256 over the canonical JSON of the document and the leaves of each schema, in hex. */
  readonly digest: string
  readonly purposes: ReadonlyMap<string, PurposeDef>
  readonly resources: ReadonlyMap<string, ResourceDef>
  readonly roles: ReadonlyMap<string, readonly GrantDef[]>
  readonly recipients: ReadonlyMap<string, RecipientDef>
  readonly prohibitions: readonly ProhibitionDef[]
  readonly messages: MessagesDef
  /** What is noticed; absent where nothing is. */
  readonly signals?: SignalsDef
}

/** Builds the catalog of a declaration without its schemas; throws a PolicyError that names everything wrong. */
export function buildCatalog(
  declaration: unknown,
  schemas: { readonly [resource: string]: Schema },
): Catalog {
  const issues = new Issues()
  const data = toData(declaration, issues)
  const document = checkShape(data, issues)
  if (!document) {
    issues.throwIfAny()
    throw new TypeError('unreachable: a shape that fails has issues')
  }
  const { populations = [] } = document
  const categories = buildCategories(document.categories, issues)
  const names = Object.keys(document.resources)
  const context = { categories, populations, resources: names, issues }
  const resources = new Map(
    names.map((name) => [
      name,
      buildResource(name, document.resources[name] as never, own(schemas, name), context),
    ]),
  )
  for (const [name, schema] of Object.entries(schemas))
    if (schema !== undefined && !resources.has(name))
      issues.unknown(pointer('resources', name, 'schema'), 'resource', name, names)
  const targets = new Targets(categories.keys(), resources)
  const purposes = buildPurposes(document.purposes, targets, issues)
  for (const [name, purpose] of purposes) {
    checkIncidental(name, document.purposes, purposes, resources, issues)
    checkMessage(purpose, document.purposes, issues)
    checkPseudonymous(purpose, issues)
    checkClasses(purpose, resources, issues)
    checkPeriod(purpose, resources, issues)
  }
  const recipients = buildRecipients(document, { purposes, targets, issues })
  const roles = buildRoles(document.roles, purposes.keys(), resources, targets, issues)
  const prohibitions = buildProhibitions(document.prohibitions, purposes, recipients.keys(), targets, issues)
  const messages = buildMessages(document.messages, purposes, issues)
  const signals = buildSignals(document.signals, purposes, issues)
  for (const resource of resources.values()) checkNested(resource, resources, issues)
  issues.throwIfAny()

  const leaves = Object.fromEntries([...resources].map(([name, resource]) => [name, leavesOf(resource)]))
  const digest = bytesToHex(sha256(utf8ToBytes(canonical({ document: data, leaves }))))
  return {
    document: data as unknown as PolicyDocument,
    digest,
    purposes,
    resources,
    roles,
    recipients,
    prohibitions,
    messages,
    ...(signals && { signals }),
  }
}

/** A nested row is read by its own resource: that must know each leaf which stands there. */
function checkNested(
  { name, node, nested }: ResourceDef,
  resources: ReadonlyMap<string, ResourceDef>,
  issues: Issues,
): void {
  for (const [path, target] of nested) {
    const inner = resources.get(target)
    if (!inner || issues.isSettled(pointer('resources', target))) continue
    for (const [leaf, types] of leavesBelow(node, path, inner)) {
      const there = inner.leaves.get(leaf)
      if (!there || [...types].some((type) => !there.has(type))) {
        issues.add(
          pointer('resources', name, 'fields', path),
          `\`${leaf}\` stands here and not, with this type, in the resource \`${target}\``,
        )
      }
    }
  }
}

function leavesBelow(
  node: ResourceDef['node'],
  path: string,
  inner: ResourceDef,
): [string, ReadonlySet<LeafType>][] {
  const start = nodeAt(node, path)
  const found: [string, ReadonlySet<LeafType>][] = []
  const walk = (step: Step): void => {
    if (inner.nested.has(step.path)) return
    if (isLeaf(step.node)) found.push([step.path, step.node.types])
    for (const child of below(step)) walk(child)
  }
  if (start) walk({ path: '', node: { ...start, types: new Set() } })
  return found
}

function own<T>(object: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}
