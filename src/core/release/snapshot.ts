import type { Catalog } from '../catalog/catalog.js'
import type { Policy } from '../catalog/declaration.js'
import { catalogOf } from '../catalog/policy.js'
import type { ResourceDef } from '../catalog/resource.js'
import type { ConsentLookup } from '../decide/basis.js'
import type { BoundPlan, Verdict } from '../decide/compile.js'
import type { OpenRow } from '../decide/open-row.js'
import { Plans } from '../decide/plans.js'
import type { Ask } from '../decide/question.js'
import type { Manifest } from '../enforce/manifest.js'
import { compileProject, type NestedViews, type Project } from '../enforce/project.js'
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

const NO_VIEWS: NestedViews = new Map()
const NOTHING: readonly never[] = Object.freeze([])

/** One policy with everything compiled from it: an operation begins and ends on the same one. */
export class Snapshot {
  readonly policy: Policy
  readonly catalog: Catalog
  readonly #plans: Plans
  readonly #shapes = new WeakMap<Verdict, Shape>()
  readonly #pseudonyms: Pseudonyms
  #tenant: string | number | undefined

  constructor(policy: Policy, pseudonyms: Pseudonyms) {
    this.policy = policy
    this.catalog = catalogOf(policy)
    this.#plans = new Plans(this.catalog)
    this.#pseudonyms = pseudonyms
  }

  bind(ask: Ask): BoundPlan {
    return this.#plans.of(ask).for(ask.actor)
  }

  /** The view of a permitted row, not yet released. @throws Unreleasable */
  view(ask: Ask, open: OpenRow, verdict: Verdict, inner: readonly Inner[]): object {
    const views = inner.length === 0 ? NO_VIEWS : this.#innerViews(ask, inner)
    this.#tenant = ask.resource.tenant === undefined ? undefined : ask.actor.tenant
    return this.shape(ask, verdict).project(open, views)
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

  shape(ask: Ask, verdict: Verdict): Shape {
    let shape = this.#shapes.get(verdict)
    if (!shape) {
      const { purpose, resource } = ask
      const hash = (value: string) => this.#pseudonyms.mask(value, purpose.name, this.#tenant)
      const read = this.#plans.of(ask).reader.keys
      const manifest = Object.freeze({
        purpose: purpose.name,
        resource: resource.name,
        withheld: withheldOf(verdict.decision),
      })
      shape = { project: compileProject(resource, purpose, verdict.decision, read, { hash }), manifest }
      this.#shapes.set(verdict, shape)
    }
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
