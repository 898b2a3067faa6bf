import { type AuditSink, PurposeboundError } from '../index.js'

/** What a wrapper takes over from `sink` as it is: its name and promises, and how it ends. */
export function inherited(
  sink: Pick<AuditSink, 'name' | 'durability' | 'lossy' | 'remote' | 'find'>,
): Omit<AuditSink, 'write'> {
  const { name, durability, lossy, remote } = sink
  return {
    name,
    durability,
    ...(lossy !== undefined && { lossy }),
    ...(remote !== undefined && { remote }),
    ...(sink.find !== undefined && { find: (query) => sink.find!(query) }),
  }
}

/** @throws PurposeboundError `config_invalid` when `sink` is nothing that can be written to */
export function assertSink(wrapper: string, sink: unknown): void {
  const { name, durability, write } = Object(sink) as Partial<AuditSink>
  if (typeof name === 'string' && typeof durability === 'string' && typeof write === 'function') return
  throw new PurposeboundError(
    'config_invalid',
    `\`${wrapper}\` takes a sink: \`{ name, durability, write }\``,
  )
}
