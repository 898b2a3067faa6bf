/** Where the command speaks: answers on one stream, errors and progress on the other. */
export interface Terminal {
  readonly colour: Paint
  /** Shows a passing line, where somebody is watching. */
  progress(text: string): void
  /** Takes the passing line away. */
  done(): void
}

type Tone = 'red' | 'green' | 'yellow' | 'bold' | 'dim'
type Paint = (tone: Tone, text: string) => string

const CODES: { readonly [T in Tone]: readonly [number, number] } = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  bold: [1, 22],
  dim: [2, 22],
}

interface Out {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** A terminal over the streams of the process. */
export function openTerminal(
  out: Out,
  errors: Out,
  env: { readonly [name: string]: string | undefined },
): Terminal {
  const coloured = wantsColour(out, env)
  const watched = errors.isTTY === true && env['TERM'] !== 'dumb'
  let shown = false
  return {
    colour: (tone, text) => (coloured ? `\u001b[${CODES[tone][0]}m${text}\u001b[${CODES[tone][1]}m` : text),
    progress(text) {
      if (!watched) return
      errors.write(`\r\u001b[2K${text}`)
      shown = true
    },
    done() {
      if (shown) errors.write('\r\u001b[2K')
      shown = false
    },
  }
}

/** Colours stand on a terminal only, unless somebody says otherwise: NO_COLOR first, then FORCE_COLOR. */
export function wantsColour(
  { isTTY }: Pick<Out, 'isTTY'>,
  env: { readonly [name: string]: string | undefined },
): boolean {
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  return isTTY === true && env['TERM'] !== 'dumb'
}
