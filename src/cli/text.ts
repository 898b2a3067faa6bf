import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { Document, LineCounter, ParsedNode } from 'yaml'
import { Failure, type Spot } from './failure.js'
import { jsonMistake } from './json-mistake.js'

/** A document as data, and where in its file each place of it stands. */
export interface Text {
  readonly source: string
  readonly data: unknown
  /** The place of an RFC 6901 pointer, or of the nearest place above it that is there. */
  spot(pointer: string): Omit<Spot, 'file'>
}

/**
 * Reads YAML or JSON, which is YAML too: with Windows line ends, a byte order mark or neither.
 *
 * @throws Failure with the place of each mistake.
 */
export async function readText(file: string): Promise<Text> {
  const source = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  if (extname(file).toLowerCase() === '.json') assertJson(source, file)
  const { LineCounter, parseDocument } = await loadYaml(file)
  const lines = new LineCounter()
  const document = parseDocument(source, {
    version: '1.2',
    uniqueKeys: true,
    merge: false,
    lineCounter: lines,
  })
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0)
    throw new Failure(
      ...problems.map(({ message, linePos }) => ({
        file,
        ...(linePos && { line: linePos[0].line, column: linePos[0].col }),
        message: (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
      })),
    )
  return { source, data: toData(document, file), spot: (pointer) => spotIn(document, lines, pointer) }
}

/** JSON is YAML, and YAML is more: a `.json` file is held to what it says it is. @throws Failure */
function assertJson(source: string, file: string): void {
  try {
    JSON.parse(source)
    return
  } catch {
    // where, is said below
  }
  const mistake = jsonMistake(source)
  const before = source.slice(0, mistake.at).split('\n')
  throw new Failure({
    file,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    message: `this is no JSON: unexpected ${mistake.found}`,
  })
}

/** `yaml` is an optional peer. @throws Failure */
async function loadYaml(file: string): Promise<typeof import('yaml')> {
  try {
    return await import('yaml')
  } catch {
    throw new Failure({ file, message: 'reading this needs the package `yaml`', hint: '`npm install yaml`' })
  }
}

function toData(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    throw new Failure({ file, message: 'this cannot be read as data: too many aliases' })
  }
}

function spotIn(
  document: Document.Parsed<ParsedNode>,
  lines: LineCounter,
  pointer: string,
): Omit<Spot, 'file'> {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))
  for (let length = segments.length; length >= 0; length--) {
    const path = segments.slice(0, length)
    const node = length === 0 ? document.contents : document.getIn(path, true)
    const range = (node as ParsedNode | null | undefined)?.range
    if (!range) continue
    const { line, col } = lines.linePos(range[0])
    return { line, column: col }
  }
  return {}
}
