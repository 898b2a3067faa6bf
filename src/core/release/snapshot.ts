import type { Catalog } from '../catalog/catalog.js'
import type { Policy } from '../catalog/declaration.js'
import { catalogOf } from '../catalog/policy.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { ConsentLookup } from '../decide/basis.js'
import { BoundPlan } from '../decide/bound-plan.js'
import type { Verdict } from '../decide/decision.js'
import type { OpenRow } from '../decide/open-row.js'
import { Plans } from '../decide/plans.js'
import type { Ask } from '../decide/question.js'
import type { OpenRows } from '../decide/rows.js'
import { brand } from '../enforce/brand.js'
import type { Manifest } from '../enforce/manifest.js'
import { compileProject } from '../enforce/project.js'
import type { Project } from '../enforce/view-fields.js'
import { withheldOf } from '../enforce/withheld.js'
import type { Pseudonyms } from '../record/pseudonym.js'

/** How rows with one verdict become views. */
export interface Shape {
  readonly project: Project
  readonly manifest: Manifest
}

/** A nested row that was decided on its own. */
export interface Inner {
  readonly resource: ResourceDef
  readonly open: OpenRow
  readonly verdict: Verdict
  readonly inner: readonly Inner[]
}

/** The views of nested rows by resource and row; one that is denied has none. */
type NestedViews = ReadonlyMap<string, ReadonlyMap<unknown, object>>

const NO_VIEWS: NestedViews = new Map()
const NOTHING: readonly never[] = Object.freeze([])

/** One policy with everything compiled from it: an operation begins and ends on the same one. */
export class Snapshot {
  readonly policy: Policy
  readonly catalog: Catalog
  readonly #plans: Plans
  readonly #shapes = new WeakMap<Verdict, Shape>()
  readonly #pseudonyms: Pseudonyms
  /** What the row at hand brings along: its tenant, and the views of the rows in it. */
  #tenant: string | number | undefined
  #nested: NestedViews = NO_VIEWS
  /** Rows that follow one another mostly have one verdict. */
  #recent: { readonly verdict: Verdict; readonly shape: Shape } | undefined

  constructor(policy: Policy, pseudonyms: Pseudonyms) {
    this.policy = policy
    this.catalog = catalogOf(policy)
    this.#plans = new Plans(this.catalog)
    this.#pseudonyms = pseudonyms
  }

  bind(ask: Ask): BoundPlan {
    return new BoundPlan(this.#plans.of(ask), ask)
  }

  /** What a permitted row, or one within it, shows. @throws Unreleasable */
  view(ask: Ask, { row, plain, values }: OpenRow, verdict: Verdict, inner: readonly Inner[]): object {
    return this.#shapeFor(ask, verdict, inner).project(row, plain, values, 0)
  }

  /** The view of one of many rows, marked and not yet released. @throws Unreleasable */
  viewAt(ask: Ask, rows: OpenRows, index: number, verdict: Verdict, inner: readonly Inner[]): object {
    const { project, manifest } = this.#shapeFor(ask, verdict, inner)
    const view = rows.make(index, project)
    // at once: the engine soon settles how much room these objects have
    brand.stamp(view, manifest)
    return view
  }

  #shapeFor(ask: Ask, verdict: Verdict, inner: readonly Inner[]): Shape {
    const views = inner.length === 0 ? NO_VIEWS : this.#innerViews(ask, inner)
    this.#tenant = ask.resource.tenant === undefined ? undefined : ask.actor.tenant
    this.#nested = views
    return this.#shape(ask, verdict)
  }

  /** The nested rows of a row with their verdicts, innermost too. */
  inner(ask: Ask, open: OpenRow, now: number, consents: ConsentLookup | undefined): readonly Inner[] {
    if (open.nested.length === 0) return NOTHING
    return open.nested.map((nested) => {
      const own = { ...ask, resource: nested.resource }
      const verdict = this.bind(own).verdict(nested.open, now, consents)
      return {
        ...nested,
        verdict,
        inner: verdict.decision.effect === 'permit' ? this.inner(own, nested.open, now, consents) : [],
      }
    })
  }

  #shape(ask: Ask, verdict: Verdict): Shape {
    if (this.#recent?.verdict === verdict) return this.#recent.shape
    const shape = this.#shapes.get(verdict) ?? this.#shapeOf(ask, verdict)
    this.#recent = { verdict, shape }
    return shape
  }

  #shapeOf(ask: Ask, verdict: Verdict): Shape {
    const { purpose, resource } = ask
    const read = this.#plans.of(ask).reader.keys
    const project = compileProject(resource, purpose, verdict.decision, read, {
      hash: (value) => this.#pseudonyms.mask(value, purpose.name, this.#tenant),
      nested: (inner) => this.#nested.get(inner),
    })
    const manifest = Object.freeze({
      purpose: purpose.name,
      resource: resource.name,
      withheld: withheldOf(verdict.decision),
    })
    const shape = { project, manifest }
    this.#shapes.set(verdict, shape)
    return shape
  }

  #innerViews(ask: Ask, rows: readonly Inner[]): NestedViews {
    const views = new Map<string, Map<unknown, object>>()
    for (const { resource, open, verdict, inner } of rows) {
      if (verdict.decision.effect === 'deny') continue
      const ofResource = views.get(resource.name) ?? new Map<unknown, object>()
      views.set(
        resource.name,
        ofResource.set(open.row, this.view({ ...ask, resource }, open, verdict, inner)),
      )
    }
    return views
  }
}
