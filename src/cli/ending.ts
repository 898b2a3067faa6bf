import { Failure } from './failure.js'

/** How the process ends: by the answer of the command, whatever the modules that it runs do to the process. */
export class Ending {
  readonly #write = process.stdout.write.bind(process.stdout)
  readonly #exit = process.exit.bind(process)
  readonly #report: (failure: Failure, late: boolean) => void
  #code: number | undefined

  constructor(report: (failure: Failure, late: boolean) => void) {
    this.#report = report
    // what a policy module says is no part of the answer
    process.stdout.write = process.stderr.write.bind(process.stderr)
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // a reader that has seen enough, as `head`, is no error
      if (error.code !== 'EPIPE') this.#fail(`the answer could not be written: ${error.message}`)
      this.#exit()
    })
    process.on('uncaughtException', (error) => {
      this.#fail(
        `thrown while nobody waited for it: ${String(error).split('\n')[0]}`,
        'a policy module must throw while it is loaded, or not at all',
      )
      this.#exit()
    })
    process.on('exit', () => {
      if (this.#code === undefined)
        this.#fail(
          'the process ended before there was an answer',
          'a policy module must neither call `process.exit` nor wait for what never comes',
        )
      process.exitCode = this.#code
    })
  }

  /** Writes to where the answer goes, and resolves when it is written. */
  answer(text: string): Promise<void> {
    return new Promise((written) => this.#write(text, () => written()))
  }

  /** The command has said all that it has to say. */
  settle(code: number): void {
    this.#code = code
  }

  /** Ends the process when all is written: a policy module may hold a timer or a connection for ever. */
  end(code: number): void {
    this.settle(code)
    this.#write('', () => process.stderr.write('', () => this.#exit()))
  }

  #fail(message: string, hint?: string): void {
    // after an answer there is no second one
    const late = this.#code !== undefined
    this.#code = 2
    this.#report(new Failure({ message, ...(hint !== undefined && { hint }) }), late)
  }
}
