import type { ResourceDef } from '../catalog/resource.js'

/** How many columns of a row its schema does not name; only their number, since their names are data. None is read. */
export function unknownIn({ node }: ResourceDef, row: object): number {
  try {
    let unknown = 0
    for (const key of Object.keys(row)) if (!node.props?.has(key)) unknown++
    return unknown
  } catch {
    // a row that does not tell its columns may still have been read
    return 0
  }
}
