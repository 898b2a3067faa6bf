import type { SchemaNode } from './schema.js'

/** One step below a node, and the path that names it: `.name`, `[]` for elements, `.*` for the values of a record. */
export interface Step {
  readonly path: string
  readonly node: SchemaNode
}

/** The nodes directly below `node`, which stands at `path`. */
export function below({ path, node }: Step): Step[] {
  const at = path === '' ? '' : `${path}.`
  const steps = [...(node.props ?? [])].map(([key, child]) => ({ path: `${at}${key}`, node: child }))
  if (node.items) steps.push({ path: `${path}[]`, node: node.items })
  if (node.values) steps.push({ path: `${at}*`, node: node.values })
  return steps
}

/** The node at `path`, or undefined. */
export function nodeAt(root: SchemaNode, path: string): SchemaNode | undefined {
  let found: SchemaNode | undefined = root
  for (const segment of segments(path)) {
    if (segment === '[]') found = found?.items
    else if (segment === '*') found = found?.values
    else found = found?.props?.get(segment)
  }
  return found
}

/** Whether `path` names something inside what `above` names. */
export function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`)
}

/** `cards[].number` -> `cards`, `[]`, `number`. */
export function segments(path: string): string[] {
  return path.split('.').flatMap((part) => {
    const name = part.replace(/(\[\])+$/, '')
    const arrays = (part.length - name.length) / 2
    return [...(name === '' ? [] : [name]), ...Array<string>(arrays).fill('[]')]
  })
}

/** Whether a property of a schema can be written as one segment of a path. */
export function isSegment(key: string): boolean {
  return key !== '' && key !== '__proto__' && !/[.[\]*\p{Cc}]/u.test(key) && key.isWellFormed()
}
