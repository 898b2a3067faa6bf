const TOKEN =
  /\s*("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:])/uy

/** Where a text that `JSON.parse` refuses stops being JSON, and what stands there: older Nodes do not say. */
export function jsonMistake(source: string): { readonly at: number; readonly found: string } {
  let at = 0
  const peek = (): string | undefined => {
    TOKEN.lastIndex = at
    return TOKEN.exec(source)?.[1]
  }
  const take = (wanted: (token: string) => boolean): string => {
    const token = peek()
    if (token === undefined || !wanted(token)) throw new SyntaxError()
    at = TOKEN.lastIndex
    return token
  }
  const is =
    (...tokens: string[]) =>
    (token: string) =>
      tokens.includes(token)

  function value(): void {
    const token = take((each) => !is('}', ']', ',', ':')(each))
    if (token === '{')
      list('}', () => {
        take((each) => each.startsWith('"'))
        take(is(':'))
        value()
      })
    else if (token === '[') list(']', value)
  }

  function list(end: string, item: () => void): void {
    if (peek() === end) return void take(is(end))
    do item()
    while (take(is(',', end)) === ',')
  }

  try {
    value()
  } catch {
    // said below
  }
  const rest = source.slice(at)
  const place = at + (rest.length - rest.trimStart().length)
  return {
    at: place,
    found: place >= source.length ? 'the end' : `\`${source.slice(place, place + 20).split('\n')[0]}\``,
  }
}
