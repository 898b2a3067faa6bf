import * as z from 'zod'
import { buildCatalog, type Catalog } from '../../../src/core/catalog/catalog.js'
import { isPurposeboundError, type PolicyIssue } from '../../../src/core/errors.js'

const Row = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  illness: z.string(),
  number: z.string(),
  joined: z.date(),
  left: z.string().nullable(),
  vip: z.boolean(),
})
const schemas = { row: Row }

const fields = {
  id: 'key',
  name: 'identity',
  email: 'contact',
  illness: 'health',
  number: 'tax',
  joined: 'nonpersonal',
  left: 'nonpersonal',
  vip: 'nonpersonal',
}
export const base = {
  name: 'p',
  version: '1',
  controller: { name: 'WeLearn', contact: 'privacy@example.com', country: 'JP' },
  categories: { identity: {}, contact: {}, health: { class: 'special_care' }, tax: { class: 'my_number' } },
  resources: { row: { subject: 'id', collectedAt: 'joined', fields } },
  purposes: { support: { title: 'Support', basis: 'contract', uses: ['identity'] } },
  roles: {},
}

/** The policy with one purpose more, `extra`. */
export function withPurpose(extra: object) {
  return {
    ...base,
    purposes: { ...base.purposes, extra: { title: 'Extra', basis: 'contract', uses: [], ...extra } },
  }
}

export function withField(path: string, said: unknown) {
  return { ...base, resources: { row: { ...base.resources.row, fields: { ...fields, [path]: said } } } }
}

export function catalog(document: object): Catalog {
  return buildCatalog(document, schemas)
}

/** Everything wrong with a document, as `path: message`. */
export function wrong(document: object): string[] {
  return issuesOf(document).map(({ path, message, suggestion }) =>
    suggestion === undefined ? `${path}: ${message}` : `${path}: ${message} (${suggestion})`,
  )
}

function issuesOf(document: object): readonly PolicyIssue[] {
  try {
    catalog(document)
    return []
  } catch (error) {
    if (isPurposeboundError(error) && error.issues) return error.issues
    throw error
  }
}
