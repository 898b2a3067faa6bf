import type { Condition } from 'purposebound'
import { columnOf } from './database.js'

const COMPARE = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The `where` of a plan as SQL. Values go to `params`, never into the text. */
export function toSql(where: Condition, params: unknown[]): string {
  switch (where.op) {
    case 'and':
    case 'or':
      if (where.of.length === 0) return where.op === 'and' ? 'TRUE' : 'FALSE'
      return `(${where.of.map((each) => toSql(each, params)).join(` ${where.op.toUpperCase()} `)})`
    case 'exists':
      return `${columnOf(where.path)} IS ${where.value ? 'NOT ' : ''}NULL`
    case 'in':
    case 'nin':
      params.push(where.values)
      return `${columnOf(where.path)} ${where.op === 'in' ? '= ANY' : '<> ALL'} ($${params.length})`
    default:
      params.push(where.value)
      return `${columnOf(where.path)} ${COMPARE[where.op]} $${params.length}`
  }
}
