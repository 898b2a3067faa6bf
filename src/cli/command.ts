import type { Command } from 'commander'
import type { Terminal } from './terminal.js'

/** What a command found out. */
export interface Answer {
  /** Exit code 0, or 1 where the answer is no. */
  readonly yes: boolean
  /** For people. */
  readonly text: string
  /** For programs, with `--json`. */
  readonly data: unknown
}

/** What a command was given. */
export interface Given {
  readonly args: readonly string[]
  readonly options: { readonly [name: string]: unknown }
  readonly terminal: Terminal
  /** Writes a part of an answer that has no end, as of a log that is followed; resolves when it is written. */
  readonly say: (text: string) => Promise<void>
}

/** One command, in one file. */
export interface CommandModule {
  /** Arguments and options, beside those that every command has. */
  readonly declare: (command: Command) => void
  /** Lines of a shell, shown with `--help`. */
  readonly examples: readonly string[]
  /** Without an answer everything has been said by `say`. */
  readonly run: (given: Given) => Promise<Answer | undefined>
}
