import { Cursor } from './cursor.js'
import { Pen } from './pen.js'
import { Tape } from './tape.js'

/** One event as it is kept: `said` is the address of its statement. */
export interface LogEvent {
  readonly id: string
  readonly at: number
  readonly said: number
  readonly expiresAt: number | undefined
}

/** An event with its address and that of the one before it of the same person. */
export type LogRecord = LogEvent & { readonly address: number; readonly before: number }

/** The order of events, whenever they came in. */
export function precedes(a: LogEvent, b: LogEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id)
}

// how a record is written
const UUID = 1
const WIDE = 2
const AT_IN_ID = 4
const AT_ODD = 8
const EXPIRES = 16
const EXPIRES_ODD = 32

/** From how many events on the ids of a person are kept in a set, so that finding one again stays cheap. */
const MANY = 64

/** All events, each linked to the one before it of the same person: some 30 bytes each. */
export class Log {
  readonly #tape = new Tape()
  readonly #pen = new Pen()
  readonly #ids = new Map<number, Set<string>>()

  /** Whether the person at `who` has an event of this id: up to the one at `latest`, or among those that wait. */
  has(who: number, latest: number, waiting: readonly number[], id: string): boolean {
    const ids = this.#ids.get(who)
    if (ids !== undefined) return ids.has(id)
    if (waiting.some((address) => this.read(address).id === id)) return true
    let count = waiting.length
    for (const event of this.chain(latest)) {
      if (event.id === id) return true
      if (++count > MANY) {
        const all = [...waiting.map((address) => this.read(address)), ...this.chain(latest)]
        this.#ids.set(who, new Set(all.map((each) => each.id)))
        return this.has(who, latest, waiting, id)
      }
    }
    return false
  }

  /** The events up to the one at `latest`, newest first. */
  *chain(latest: number): Generator<LogRecord> {
    for (let address = latest; address !== 0; ) {
      const record = this.read(address)
      yield record
      address = record.before
    }
  }

  /** Writes an event of the person at `who`, to follow the one at `before`. */
  write(who: number, before: number, event: LogEvent): number {
    const pen = this.#pen.clear().u32(before)
    encode(pen, event)
    const address = this.#tape.put(pen)
    this.#ids.get(who)?.add(event.id)
    return address
  }

  /** Lets the event at `address` follow another one. */
  link(address: number, before: number): void {
    this.#tape.page(address).setUint32(address & 0xffff, before, true)
  }

  read(address: number): LogRecord {
    const cursor = new Cursor(this.#tape.page(address), address & 0xffff)
    const before = cursor.u32()
    const flags = cursor.u8()
    const said = cursor.varint()
    const written = flags & AT_IN_ID ? 0 : flags & AT_ODD ? cursor.f64() : cursor.varint()
    const expiresAt = flags & EXPIRES_ODD ? cursor.f64() : flags & EXPIRES ? cursor.varint() : undefined
    const id = flags & UUID ? cursor.uuid() : cursor.text(cursor.varint(), (flags & WIDE) !== 0)
    return { address, before, id, at: flags & AT_IN_ID ? timeIn(id) : written, said, expiresAt }
  }
}

function encode(pen: Pen, { id, at, said, expiresAt }: LogEvent): void {
  const start = pen.length
  let flags = pen.uuid(id) ? UUID : 0
  if (flags === UUID && timeIn(id) === at) flags |= AT_IN_ID
  pen.length = start
  pen.u8(0).varint(said)
  if (!(flags & AT_IN_ID) && !time(pen, at)) flags |= AT_ODD
  if (expiresAt !== undefined) flags |= time(pen, expiresAt) ? EXPIRES : EXPIRES_ODD
  if (!(flags & UUID)) pen.varint(id.length)
  if (!(flags & UUID ? pen.uuid(id) : pen.narrow(id))) {
    flags |= WIDE
    pen.wide(id)
  }
  pen.view.setUint8(start, flags)
}

/** Writes a time in few bytes, or in eight and answers false. */
function time(pen: Pen, ms: number): boolean {
  const usual = Number.isSafeInteger(ms) && ms >= 0
  if (usual) pen.varint(ms)
  else pen.f64(ms)
  return usual
}

/** The milliseconds at the start of a UUIDv7. */
function timeIn(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
}
