import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

// the flow, in order: a stage may import itself and the stages before it, never a later one
const STAGES = ['catalog', 'decide', 'enforce', 'record', 'release', 'review']
const ERRORS = 'src/core/errors.ts'
const REASONS = 'src/core/reasons.ts'
const CLOCK = 'src/core/clock.ts'
const CORE_PACKAGES = ['zod', '@casl/ability', '@noble/hashes']
const INFERRED_POLICY = 'src/core/catalog/declaration.ts'
// copies of one function, written by a script
const COPIES = 'src/core/enforce/view-copies.ts'
// the doors of HTTP frameworks share what is the same for all of them
const HTTP_DOOR = /^src\/(express|fastify)\//
// and so do those of PostgreSQL
const POSTGRES_DOOR = /^src\/(sinks|stores)\/postgres\//
// an interface of another package can only be added to with the type parameters that it has
const ADDS_TO_EXPRESS = 'src/express/handler.ts'
// a list of names, and nothing else
const DOOR = 'src/index.ts'
const LONG = [INFERRED_POLICY, COPIES, DOOR]
const DUMPING_GROUNDS = ['utils', 'util', 'helpers', 'helper', 'types', 'common', 'misc', 'shared']
const IMPURE =
  /^(globalThis\.)?(new Date\(\)|Date\.now|Math\.random|performance\.now|set(Timeout|Interval|Immediate)|(process|Buffer)\.\w+)$/

const REFUSED: readonly [what: string, found: (node: ts.Node, file: string) => boolean][] = [
  ['export *', (node) => ts.isExportDeclaration(node) && !node.exportClause],
  // where `any` may stand, biome wants a reason for each
  ['any', (node, file) => node.kind === ts.SyntaxKind.AnyKeyword && !mayNeedAny(file)],
  ['eval or Function', (node) => /^(globalThis\.)?(eval|Function)$/.test(callee(node))],
  ['instanceof one of our errors', (node, file) => file !== ERRORS && ownErrors.includes(tested(node))],
  ['a clock, chance or process in core', (node, file) => mustBePure(file) && isImpure(node)],
]

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => posix.join('src', file.replaceAll('\\', '/')))
  .filter((file) => file.endsWith('.ts'))
const sources = new Map(files.map((file) => [file, parse(file)]))
const imports = new Map(files.map((file) => [file, nodes(file).flatMap((node) => target(file, node))]))
const doors: string[] = JSON.parse(readFileSync('typedoc.json', 'utf8')).entryPoints
const ownErrors = nodes(ERRORS)
  .filter(ts.isClassDeclaration)
  .map(({ name }) => name?.text)

describe('architecture: imports', () => {
  it.each(files)('%s imports only what it may', (file) => {
    expect(imports.get(file)!.filter((to) => !allowed(file, to))).toEqual([])
  })

  it('no import goes round in a circle', () => {
    expect(cycle()).toEqual([])
  })
})

describe('architecture: doors', () => {
  it('the doors of the package are the doors of the API reference', () => {
    const { exports } = JSON.parse(readFileSync('package.json', 'utf8'))
    const published = Object.keys(exports).filter((door) => door !== './package.json')
    expect(doors.map((file) => `./${file.slice(4)}`.replace(/(\/index)?\.ts$/, ''))).toEqual(published)
  })

  it('`purposebound` is a list of named exports and nothing else', () => {
    expect(sources.get('src/index.ts')!.statements.every(ts.isExportDeclaration)).toBe(true)
  })
})

describe('architecture: HTTP', () => {
  it.each(['src/express/index.ts', 'src/fastify/index.ts'])(
    '%s is 50 to 120 lines of translation',
    (file) => {
      expect(lines(file)).toBeGreaterThanOrEqual(50)
      expect(lines(file)).toBeLessThanOrEqual(120)
    },
  )
})

describe('architecture: files', () => {
  it.each(files)('%s has one short concept and a name that says it', (file) => {
    expect(lines(file)).toBeLessThanOrEqual(LONG.includes(file) ? 300 : 180)
    for (const name of file.slice('src/'.length, -'.ts'.length).split('/')) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(DUMPING_GROUNDS).not.toContain(name)
    }
  })

  it('half of the files have at most 110 lines', () => {
    const sorted = files.map(lines).sort((a, b) => a - b)
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(110)
  })
})

describe('architecture: code', () => {
  it.each(files)('%s uses nothing that the house refuses', (file) => {
    for (const [what, found] of REFUSED) {
      expect(
        nodes(file)
          .filter((node) => found(node, file))
          .map((node) => node.parent.getText()),
        what,
      ).toEqual([])
    }
  })
})

function allowed(from: string, to: string): boolean {
  if (to === '@casl/ability') return from === 'src/core/decide/rules.ts'
  if (!from.startsWith('src/core/')) return allowedOutside(from, to)
  if (!to.startsWith('src/')) return CORE_PACKAGES.some((name) => to === name || to.startsWith(`${name}/`))
  if (to === ERRORS || to === REASONS || to === CLOCK) return true
  if (from === 'src/core/gate.ts') return to.startsWith('src/core/')
  return stage(to) !== -1 && stage(to) <= stage(from)
}

// an adapter sees what a stranger sees: packages, the public doors, and the files of its own folder
function allowedOutside(from: string, to: string): boolean {
  if (!to.startsWith('src/')) return true
  if (from === 'src/index.ts') return to.startsWith('src/core/')
  if (HTTP_DOOR.test(from) && to.startsWith('src/http/')) return true
  if (POSTGRES_DOOR.test(from) && to.startsWith('src/postgres/')) return true
  if (isBeside(from, to)) return true
  if (from.startsWith('src/cli/') && to.startsWith('src/cli/')) return true
  return doors.includes(to) || (dirname(from) !== 'src' && to.startsWith(`${dirname(from)}/`))
}

/** What stands beside the folder of a door, and is no door, is there for the doors of that folder. */
function isBeside(from: string, to: string): boolean {
  return dirname(dirname(from)) === dirname(to) && dirname(to) !== 'src' && !doors.includes(to)
}

function stage(file: string): number {
  return STAGES.findIndex((name) => file.startsWith(`src/core/${name}/`))
}

function mayNeedAny(file: string): boolean {
  if (file === ADDS_TO_EXPRESS) return true
  return file === INFERRED_POLICY || /^src\/core\/enforce\/view[a-z-]*\.ts$/.test(file)
}

function mustBePure(file: string): boolean {
  return file.startsWith('src/core/') && file !== CLOCK
}

function isImpure(node: ts.Node): boolean {
  const named = ts.isPropertyAccessExpression(node) || ts.isNewExpression(node)
  return IMPURE.test(named ? node.getText() : callee(node))
}

function callee(node: ts.Node): string {
  return ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : ''
}

/** What stands to the right of `instanceof`. */
function tested(node: ts.Node): string {
  const tests = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
  return tests ? node.right.getText() : ''
}

/** The first circle of imports, or nothing: a depth-first walk from every file. */
function cycle(): string[] {
  const done = new Set<string>()
  const walk = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const to of imports.get(file)!.filter((to) => sources.has(to))) {
      const found = walk(to, [...path, file])
      if (found.length > 0) return found
    }
    done.add(file)
    return []
  }
  return files.reduce<string[]>((found, file) => (found.length > 0 ? found : walk(file, [])), [])
}

/** What `node` imports, types too: a path from the root of the house, or the name of a package. */
function target(file: string, node: ts.Node): string[] {
  const from = specifier(node)
  if (from === undefined) return []
  if (!ts.isStringLiteralLike(from)) return ['(computed)']
  return [
    from.text.startsWith('.') ? posix.join(dirname(file), from.text).replace(/\.js$/, '.ts') : from.text,
  ]
}

function specifier(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  if (ts.isCallExpression(node) && ['import', 'require'].includes(callee(node))) return node.arguments[0]
  return undefined
}

function nodes(file: string): ts.Node[] {
  const found: ts.Node[] = [sources.get(file)!]
  for (const node of found) ts.forEachChild(node, (child) => void found.push(child))
  return found
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(basename(file), source(file), ts.ScriptTarget.ES2023, true)
}

function source(file: string): string {
  return readFileSync(file, 'utf8')
}

function lines(file: string): number {
  return source(file).trimEnd().split('\n').length
}
