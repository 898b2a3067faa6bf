import type { Command } from 'commander'
import { Failure } from '../failure.js'
import type { Realm } from './names.js'

type Options = { readonly [name: string]: unknown }

/** The options that both questions to a trail have. */
export function withTrailOptions(command: Command): Command {
  return command
    .argument('<log>', 'the folder of a journal, or a file with one record a line')
    .requiredOption(
      '--keys <file>',
      'the keys behind the pseudonyms, in JSON: `{ "current": "k1", "k1": "<hex>" }`',
    )
    .option('--population <names...>', 'where people are looked for', ['person'])
    .option('--tenant <tenant>', 'the tenant of whom is looked for; none unless it is named')
    .option('--since <time>', 'from this time on, RFC 3339')
    .option('--until <time>', 'before this time, RFC 3339')
    .option('--people <file>', 'ids, one a line: those that stand behind pseudonyms are shown')
    .option('--reads <file>', 'note there who looked for whom, before anything is shown')
}

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
