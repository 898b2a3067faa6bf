import type { Issues } from './issues.js'
import type { PurposeDef } from './purpose.js'
import type { ResourceDef } from './resource.js'
import { checkStart } from './retention.js'
import { nearest } from './target.js'

/** What a purpose says of time must be answered by each resource that it uses a field of. */
export function checkPeriod(
  { retention, uses }: PurposeDef,
  resources: ReadonlyMap<string, ResourceDef>,
  issues: Issues,
): void {
  if (!retention) return
  for (const resource of resources.values()) {
    const used = resource.fields.some(({ class: kind, chain }) => kind === 'personal' && nearest(chain, uses))
    if (used) checkStart(retention, resource, issues)
  }
}
