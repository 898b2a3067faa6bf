import { suggest } from './name.js'

/** What masks a field, in its one normal form: every option is there, and it is frozen. */
export type Operator =
  | { readonly op: 'mask'; readonly first: number }
  | { readonly op: 'mask'; readonly last: number }
  | { readonly op: 'replace'; readonly with: string }
  | { readonly op: 'generalize'; readonly to: number | 'year' | 'month' }
  | { readonly op: 'card'; readonly bin: boolean }
  | { readonly op: 'address'; readonly to: 'prefecture' | 'city' }
  | { readonly op: 'redact' | 'hash' | 'email' | 'phone' | 'name' | 'ip' | 'birth_date' | 'my_number' }

/** Operators that need no options: the name alone says all. */
type NamedOperator = Exclude<Operator['op'], 'mask' | 'replace' | 'generalize'>

/** An operator as a policy writes it: a name, or `{ op, ...options }`. */
export type OperatorDeclaration =
  | NamedOperator
  | { readonly op: NamedOperator }
  /** Shows the first `first` characters of a value that has twice as many. */
  | { readonly op: 'mask'; readonly first: number; readonly last?: never }
  /** Shows the last `last` characters of a value that has twice as many. */
  | { readonly op: 'mask'; readonly last: number; readonly first?: never }
  /** Shows this text instead. */
  | { readonly op: 'replace'; readonly with: string }
  /** Rounds a number down to a multiple of `to`, or a date to its year or month. */
  | { readonly op: 'generalize'; readonly to: number | 'year' | 'month' }
  /** Shows the last 4 digits and, with `bin`, the first 6. */
  | { readonly op: 'card'; readonly bin?: boolean }
  /** Shows the prefecture of a Japanese address, or prefecture and city. */
  | { readonly op: 'address'; readonly to?: 'prefecture' | 'city' }

interface Option {
  readonly takes: string
  readonly accepts: (value: unknown) => boolean
}

const COUNT: Option = {
  takes: 'a whole number above 0',
  accepts: (n) => Number.isSafeInteger(n) && (n as number) > 0,
}
const TEXT: Option = {
  takes: 'a text of at most 200 characters',
  accepts: (text) => typeof text === 'string' && text.length <= 200 && !/\p{Cs}/u.test(text),
}
const FLAG: Option = { takes: '`true` or `false`', accepts: (flag) => typeof flag === 'boolean' }
const STEP: Option = {
  takes: 'a number above 0, `year` or `month`',
  accepts: (to) => to === 'year' || to === 'month' || (Number.isFinite(to) && (to as number) > 0),
}
const PLACE: Option = {
  takes: '`prefecture` or `city`',
  accepts: (to) => to === 'prefecture' || to === 'city',
}

interface Form {
  readonly options: { readonly [name: string]: Option }
  /** Exactly one of these must be given. */
  readonly needs?: readonly string[]
  readonly defaults?: { readonly [name: string]: unknown }
}

const FORMS: { readonly [op in Operator['op']]: Form } = {
  redact: { options: {} },
  mask: { options: { first: COUNT, last: COUNT }, needs: ['first', 'last'] },
  replace: { options: { with: TEXT }, needs: ['with'] },
  hash: { options: {} },
  generalize: { options: { to: STEP }, needs: ['to'] },
  card: { options: { bin: FLAG }, defaults: { bin: false } },
  email: { options: {} },
  phone: { options: {} },
  name: { options: {} },
  ip: { options: {} },
  birth_date: { options: {} },
  my_number: { options: {} },
  address: { options: { to: PLACE }, defaults: { to: 'prefecture' } },
}

/** What is wrong with a declaration, and the name that was probably meant. */
interface Problem {
  readonly problem: string
  readonly suggestion?: string | undefined
}

/** The operator that `declaration` stands for, or what is wrong with it. Never throws. */
export function parseOperator(declaration: unknown): { readonly operator: Operator } | Problem {
  const entries = typeof declaration === 'string' ? [['op', declaration] as const] : entriesOf(declaration)
  const op = entries?.find(([key]) => key === 'op')?.[1]
  if (!entries || typeof op !== 'string') return { problem: 'an operator is a name, or `{ op, ...options }`' }
  if (!Object.hasOwn(FORMS, op)) return { problem: `unknown operator ${quote(op)}`, ...meant(op, FORMS) }

  const form: Form = FORMS[op as Operator['op']]
  const given = entries.filter(([key]) => key !== 'op')
  for (const [key, value] of given) {
    if (!Object.hasOwn(form.options, key)) {
      return { problem: `\`${op}\` has no option ${quote(key)}`, ...meant(key, form.options) }
    }
    const { takes, accepts } = form.options[key]!
    if (!accepts(value)) return { problem: `\`${key}\` of \`${op}\` must be ${takes}` }
  }
  if (form.needs && given.length !== 1) {
    const needed = form.needs.map(quote).join(' or ')
    return { problem: `\`${op}\` needs ${needed}${given.length > 1 ? ', not both' : ''}` }
  }
  return { operator: Object.freeze({ op, ...form.defaults, ...Object.fromEntries(given) }) as Operator }
}

/** The entries of a plain object, each read once; undefined for anything else, and for what throws. */
function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  try {
    return Array.isArray(value) ? undefined : Object.entries(value)
  } catch {
    return undefined
  }
}

function quote(name: string): string {
  return `\`${name.length > 40 ? `${name.slice(0, 40)}…` : name}\``.replace(/\p{Cs}/gu, '\ufffd')
}

function meant(name: string, among: object): Pick<Problem, 'suggestion'> {
  const suggestion = suggest(name, Object.keys(among))
  return suggestion === undefined ? {} : { suggestion }
}
