/** A zod 4 schema by what is read of it here: its definition. */
export interface Zod {
  readonly _zod: { readonly def: Def }
}

/** The parts of a definition that say what a value may be. */
export interface Def {
  readonly type: string
  readonly check?: string
  readonly format?: string
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[]
  readonly shape?: { readonly [key: string]: Zod }
  readonly element?: Zod
  readonly items?: readonly Zod[]
  readonly rest?: Zod | null
  readonly keyType?: Zod
  readonly valueType?: Zod
  readonly innerType?: Zod
  readonly options?: readonly Zod[]
  readonly left?: Zod
  readonly right?: Zod
  readonly in?: Zod
  readonly out?: Zod
  readonly values?: readonly unknown[]
  readonly entries?: { readonly [key: string]: unknown }
  readonly parts?: readonly unknown[]
  readonly getter?: () => Zod
}
