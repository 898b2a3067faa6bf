import * as z from 'zod'
import { issuesOf } from './issues-of.js'

// A sound policy, and what is said of it with one part changed.

const Row = z.object({
  id: z.string(),
  name: z.string(),
  at: z.date(),
  owner: z.object({ id: z.string(), name: z.string() }),
})
export const schemas = { row: Row }
export const base = {
  name: 'p',
  version: '1',
  categories: ['identity', 'contact'],
  resources: {
    row: { subject: 'id', fields: { id: 'key', name: 'identity', at: 'nonpersonal', owner: 'contact' } },
  },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
  roles: { agent: { purposes: ['support'], sees: { identity: 'clear' } } },
}

export type Said = { readonly [path: string]: string | undefined | readonly (string | undefined)[] }

/** The place of each problem, with what was probably meant. */
export function said(document: object): Said {
  const found: { [path: string]: Said[string] } = {}
  for (const { path, suggestion } of issuesOf(document, schemas))
    found[path] = path in found ? [found[path] as string, suggestion] : suggestion
  return found
}

export function withRole(agent: unknown) {
  return { ...base, roles: { agent } }
}

export function withPurpose(more: object) {
  return { ...base, purposes: { support: { ...base.purposes.support, ...more } } }
}

export function withField(name: unknown) {
  return {
    ...base,
    resources: { row: { ...base.resources.row, fields: { ...base.resources.row.fields, name } } },
  }
}

export function withRowKey(more: object) {
  return { ...base, resources: { row: { ...base.resources.row, ...more } } }
}

export function without(section: keyof typeof base) {
  const { [section]: _, ...rest } = base
  return rest
}
