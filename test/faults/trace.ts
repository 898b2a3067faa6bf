/** A call of a traced process as it begins, or as it returns. */
export interface TraceEvent {
  readonly at: 'begin' | 'end'
  readonly thread: string
  readonly name: string
  /** The first argument, where that is the number of an open file; else -1. */
  readonly fd: number
  /** The arguments that are text, as bytes. */
  readonly texts: readonly Buffer[]
  readonly flags: string
  readonly numbers: readonly number[]
  readonly result: number
}

/** For `strace -f -xx` with whole texts: the calls of all threads as they began and returned. */
export const TRACED = [
  'openat',
  'close',
  'write',
  'ftruncate',
  'fsync',
  'fdatasync',
  'rename',
  'link',
  'unlink',
]

export function* readTrace(report: string): Generator<TraceEvent> {
  const begun = new Map<string, string>()
  for (const line of report.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const open = rest.endsWith(' <unfinished ...>')
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    if (open) begun.set(thread, rest.slice(0, -' <unfinished ...>'.length))
    const whole = resumed ? `${begun.get(thread) ?? ''}${resumed[1]}` : rest
    const [, name, args = '', result] = /^(\w+)\((.*?)\)?(?: += (-?\d+).*)?$/.exec(open ? rest : whole) ?? []
    if (name === undefined) continue
    const event = { thread, name, ...argumentsOf(args), result: Number(result ?? 0) }
    if (!resumed) yield { ...event, at: 'begin' }
    if (!open) yield { ...event, at: 'end' }
  }
}

function argumentsOf(args: string): Pick<TraceEvent, 'fd' | 'texts' | 'flags' | 'numbers'> {
  const texts = [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) =>
    Buffer.from(hex.replaceAll('\\x', ''), 'hex'),
  )
  const bare = args.replaceAll(/"[^"]*"/g, '')
  const numbers = (bare.match(/(?<![\w\\])\d+(?!\w)/g) ?? []).map(Number)
  return { fd: /^\d/.test(args) ? numbers[0]! : -1, texts, flags: bare, numbers }
}
