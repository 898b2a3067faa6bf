#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import type { Answer, CommandModule } from './command.js'
import { Ending } from './ending.js'
import { Failure } from './failure.js'
import { failureText } from './failure-text.js'
import { printableJson } from './printable.js'
import { COMMANDS, type Entry, type Group } from './registry.js'
import { openTerminal } from './terminal.js'

const FOOT = `
Exit codes: 0 fine, 1 the answer is no, 2 the question could not be asked.
With --json every command answers in JSON. Colours: on a terminal only; NO_COLOR and FORCE_COLOR are honoured.`

const ending = new Ending(report)
main(process.argv.slice(2)).then((code) => ending.end(code))

/** Runs one command; 0: fine, 1: the answer is no, 2: the question could not be asked. */
async function main(argv: readonly string[]): Promise<number> {
  const terminal = openTerminal(process.stdout, process.stderr, process.env)
  const program = new Command('purposebound')
    .description('Asks a policy of purpose-bound data access who may see what, for which purpose, and why.')
    .version(versionOf(), '-V, --version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: () => {}, writeOut: (text) => void ending.answer(text) })
    .option('--json', 'answer in JSON, for programs')
    .addHelpText('after', FOOT)
  let answer: Answer | undefined
  const asked = argv.filter((arg) => !arg.startsWith('-'))
  await list(program, COMMANDS, asked)

  /** Lists `entries`, and loads the one that is asked for. */
  async function list(
    above: Command,
    entries: readonly (Entry | Group)[],
    [name, ...rest]: readonly string[],
  ): Promise<void> {
    for (const entry of entries) {
      const command = above.command(entry.name).description(entry.summary).helpCommand(false)
      if (entry.commands) await list(command, entry.commands, entry.name === name ? rest : [])
      if ('load' in entry && entry.name === name) {
        const module = await entry.load()
        declare(command, module)
        command.action(async () => {
          answer = await module.run({ args: command.args, options: command.optsWithGlobals(), terminal, say })
        })
      }
    }
  }

  try {
    if (isJson() && argv.every((arg) => arg === '--json'))
      throw new Failure({ message: 'no command is named', hint: 'see `purposebound --help`' })
    if (argv.length === 0) {
      process.stderr.write(program.helpInformation())
      return 2
    }
    await program.parseAsync(argv, { from: 'user' })
    terminal.done()
    if (!answer) return 0
    // what a module has rejected by now is heard of first
    await new Promise((heard) => setImmediate(heard))
    // said before it is written: a reader may go away
    ending.settle(answer.yes ? 0 : 1)
    ending.answer(isJson() ? `${printableJson(answer.data, 2)}\n` : answer.text)
    return answer.yes ? 0 : 1
  } catch (error) {
    terminal.done()
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    // the name of a group alone: commander has listed its commands
    if (error instanceof CommanderError && error.code === 'commander.help') return 2
    const failure =
      error instanceof CommanderError
        ? usage(error, asked)
        : error instanceof Failure
          ? error
          : (await import('./failure-of.js')).failureOf(error)
    report(failure)
    return 2
  }
}

function say(text: string): Promise<void> {
  // a reader that goes away in the middle has had its answer
  ending.settle(0)
  return ending.answer(text)
}

function isJson(): boolean {
  return process.argv.includes('--json')
}

function report(failure: Failure, late = false): void {
  if (isJson() && !late) ending.answer(`${JSON.stringify({ error: failure.problems }, null, 2)}\n`)
  else process.stderr.write(failureText(failure, openTerminal(process.stderr, process.stderr, process.env)))
}

function declare(command: Command, { declare, examples }: CommandModule): void {
  declare(command)
  command.option('--json', 'answer in JSON, for programs').showSuggestionAfterError()
  command.addHelpText('after', `\nExamples:\n${examples.map((each) => `  $ ${each}`).join('\n')}\n`)
}

/** What commander says of the arguments, as everything else that is wrong is said. */
function usage({ message }: CommanderError, [name, below]: readonly string[]): Failure {
  const entry = COMMANDS.find((each) => each.name === name)
  const known = entry?.commands?.some((each) => each.name === below)
  const command = known ? `${name} ${below}` : entry?.name
  return new Failure({
    message: message
      .replace(/^error: /, '')
      .split('\n')
      .join(' ')
      .trim(),
    hint: `see \`purposebound ${command === undefined ? '' : `${command} `}--help\``,
  })
}

/** Of the package that this file stands in. */
function versionOf(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version as string
}
