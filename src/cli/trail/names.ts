import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Id, Refs } from '../../index.js'
import { Failure } from '../failure.js'
import { assertReadable } from '../readable.js'

/** Where people are looked for. */
export interface Realm {
  readonly populations: readonly string[]
  readonly tenant: string | undefined
}

/** An id as a command line writes it: digits may be a text, a number or a bigint in the rows, each another person. */
function idsOf(text: string): readonly Id[] {
  if (!/^(0|-?[1-9]\d{0,99})$/.test(text)) return [text]
  const number = Number(text)
  return [text, ...(Number.isSafeInteger(number) ? [number] : []), BigInt(text)]
}

/** The pseudonyms of a person. @throws where a salt that they need cannot be had */
export function personRefs(refs: Refs, text: string, { populations, tenant }: Realm): readonly string[] {
  return populations.flatMap((population) =>
    inTenant(tenant, (each) => idsOf(text).flatMap((id) => refs.person({ id, population, ...each }))),
  )
}

/** The pseudonyms of an actor. @throws where a salt that they need cannot be had */
export function actorRefs(refs: Refs, text: string, tenant: string | undefined): readonly string[] {
  return inTenant(tenant, (each) => idsOf(text).flatMap((id) => refs.actor({ id, ...each })))
}

/** The same for names that are only shown: those that cannot be made stay pseudonyms. */
export function ifAny(make: () => readonly string[]): readonly string[] {
  try {
    return make()
  } catch {
    return []
  }
}

/** Which ids of a file stand behind `wanted`: one id a line, as many as there are. */
export async function nameThem(
  file: unknown,
  wanted: ReadonlySet<string>,
  refsOf: (id: string) => readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  if (file === undefined) return names
  if (typeof file !== 'string') throw new Failure({ message: '`--people` names one file' })
  assertReadable(file, Number.POSITIVE_INFINITY)
  const stream = createReadStream(file, { encoding: 'utf8' })
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line === '') continue
      for (const ref of refsOf(line)) if (wanted.has(ref)) names.set(ref, line)
    }
  } finally {
    stream.destroy()
  }
  return names
}

/** A tenant in digits may be a text or a number, of which one has a salt. */
function inTenant(
  tenant: string | undefined,
  make: (tenant: { readonly tenant?: string | number }) => readonly string[],
): readonly string[] {
  if (tenant === undefined) return make({})
  const number = Number(tenant)
  if (String(number) !== tenant || !Number.isSafeInteger(number)) return make({ tenant })
  const both = [ifAny(() => make({ tenant })), ifAny(() => make({ tenant: number }))].flat()
  return both.length > 0 ? both : make({ tenant })
}
