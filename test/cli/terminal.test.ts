import { describe, expect, it } from 'vitest'
import { openTerminal, wantsColour } from '../../src/cli/terminal.js'

describe('colours', () => {
  it.each<[boolean, { readonly [name: string]: string }, boolean]>([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
  ])('a terminal: %s, %o: %s', (isTTY, env, wanted) => {
    expect(wantsColour({ isTTY }, env)).toBe(wanted)
  })
})

describe('progress', () => {
  const shown = (isTTY: boolean) => {
    const written: string[] = []
    const terminal = openTerminal({ write: () => {} }, { isTTY, write: (text) => written.push(text) }, {})
    terminal.progress('10,000 records')
    terminal.done()
    terminal.done()
    return written
  }

  it('passes by where somebody is watching, and is taken away', () => {
    expect(shown(true)).toEqual(['\r\u001b[2K10,000 records', '\r\u001b[2K'])
  })

  it('is not shown to a file', () => {
    expect(shown(false)).toEqual([])
  })
})
