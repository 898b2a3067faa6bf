import type { ServerResponse } from 'node:http'

type Call<T> = (...args: readonly unknown[]) => T

/** What lies below a wire: `write` and `end` of Node, or of whatever wrapped them before. */
export class Below {
  readonly #res: ServerResponse
  readonly #write: Call<boolean>
  readonly #end: Call<unknown>
  /** What is under way: HTTP/2 writes what it is to end with by the name that is guarded. */
  #within: { readonly chunk: unknown } | undefined = undefined

  constructor(res: ServerResponse) {
    this.#res = res
    this.#write = res.write as Call<boolean>
    this.#end = res.end as Call<unknown>
  }

  /** Whether a call is one of those that lie below, and not of the app. */
  isOwn(chunk: unknown): boolean {
    return this.#within !== undefined && this.#within.chunk === chunk
  }

  write(args: readonly unknown[], chunk: unknown = args[0]): boolean {
    return this.#call(this.#write, args, chunk)
  }

  end(args: readonly unknown[], chunk: unknown = args[0]): void {
    this.#call(this.#end, args, chunk)
  }

  #call<T>(own: Call<T>, [, encoding, done]: readonly unknown[], chunk: unknown): T {
    const outer = this.#within
    this.#within = { chunk }
    try {
      return own.call(this.#res, chunk, encoding, done)
    } finally {
      this.#within = outer
    }
  }
}

/** What comes too late: whoever waits for it is called. */
export function ignored(args: readonly unknown[]): boolean {
  for (const each of args) if (typeof each === 'function') process.nextTick(each)
  // whoever pipes into it goes on, and comes to its end
  return true
}
