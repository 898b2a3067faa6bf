import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { openSlowWay } from './slow-way.js'

/** What a speaker is to do: four callers, each with `count` calls. */
export interface Plan {
  readonly port: number
  readonly name: string
  /** `copies`: a gate that may see what is old, and must be found out. */
  readonly through: 'store' | 'gate' | 'copies'
  readonly own: number
  readonly count: number
}

/** Two processes that speak over one slow and cutting way. */
export interface Speakers {
  /** What both saw; and how often the way was cut. */
  speak<C>(
    port: number,
    plan: Pick<Plan, 'name' | 'through' | 'count'>,
    way: { readonly random: () => number; readonly mostMs: number; readonly cutOf: number },
  ): Promise<{ readonly calls: readonly C[]; readonly cuts: number }>
  end(): void
}

export function startSpeakers(): Speakers {
  const file = fileURLToPath(new URL('speaker.ts', import.meta.url))
  const children = [0, 1].map(() => fork(file, { execArgv: ['--import', 'tsx'] }))
  return {
    async speak<C>(
      port: number,
      plan: Pick<Plan, 'name' | 'through' | 'count'>,
      how: Parameters<typeof openSlowWay>[1],
    ) {
      const way = await openSlowWay(port, how)
      const heard = children.map((child, own) => hear<readonly C[]>(child, { ...plan, own, port: way.port }))
      const calls = (await Promise.all(heard)).flat()
      await way.close()
      return { calls, cuts: way.cuts }
    },
    end: () => {
      for (const child of children) child.send('end')
    },
  }
}

function hear<T>(child: ChildProcess, plan: Plan): Promise<T> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('a speaker has gone'))
    child.once('exit', gone)
    child.once('message', (calls) => {
      child.off('exit', gone)
      resolve(calls as T)
    })
    child.send(plan)
  })
}
