import { Failure } from '../failure.js'
import type { Realm } from './names.js'

type Options = { readonly [name: string]: unknown }

export function realmOf(options: Options): Realm {
  return {
    populations: options['population'] as readonly string[],
    tenant: options['tenant'] as string | undefined,
  }
}

/** @throws Failure for what is no time: a span that is taken for another leaves out what was asked for */
export function spanOf({ since, until }: Options): { readonly since?: string; readonly until?: string } {
  return {
    ...(since !== undefined && { since: timeOf('--since', since) }),
    ...(until !== undefined && { until: timeOf('--until', until) }),
  }
}

function timeOf(option: string, given: unknown): string {
  const time = typeof given === 'string' && /^\d{4}-\d{2}-\d{2}/.test(given) ? Date.parse(given) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new Failure({ message: `\`${option}\` is a time such as \`2026-11-01T00:00:00+09:00\`` })
}
