import { documentSchema } from './document.js'

/** A zod schema, by what is walked here. */
interface Node {
  readonly _zod: {
    readonly def: {
      readonly shape?: { readonly [key: string]: Node }
      readonly element?: Node
      readonly valueType?: Node
      readonly innerType?: Node
      readonly options?: readonly Node[]
    }
  }
}

/** The keys that may stand at a place of a document, of all forms that it may have. */
export function keysAt(path: readonly (string | number)[]): string[] {
  const forms = path.reduce<readonly Node[]>(
    (nodes, key) => nodes.flatMap((node) => below(node, String(key))),
    formsOf(documentSchema() as unknown as Node),
  )
  return forms.flatMap(({ _zod: { def } }) => Object.keys(def.shape ?? {}))
}

function below({ _zod: { def } }: Node, key: string): Node[] {
  const inner =
    (def.shape && Object.hasOwn(def.shape, key) ? def.shape[key] : undefined) ?? def.element ?? def.valueType
  return inner ? formsOf(inner) : []
}

/** A node, looked through what wraps it and split where it has several forms. */
function formsOf(node: Node): Node[] {
  const { innerType, options } = node._zod.def
  if (innerType) return formsOf(innerType)
  return options ? options.flatMap(formsOf) : [node]
}
