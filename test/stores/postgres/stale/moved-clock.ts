/** Days of this process from now on are `ms` off: all that asks for the time of day sees it, and nothing else does. */
export function moveClock(ms: number): void {
  shift = ms
}

let shift = 0
const True = Date

globalThis.Date = class MovedDate extends True {
  constructor(...given: [] | [number]) {
    super(...(given.length === 0 ? [True.now() + shift] : given))
  }
  static override now(): number {
    return True.now() + shift
  }
} as DateConstructor

/** Milliseconds of the clock that never jumps, which all processes of a machine share. */
export function mono(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
