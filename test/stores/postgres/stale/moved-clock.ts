/** The time of day is `ms` off from now on, for all of this process. */
export function moveClock(ms: number): void {
  shift = ms
}

let shift = 0
const True = Date

globalThis.Date = class MovedDate extends True {
  constructor(time?: number) {
    super(time ?? True.now() + shift)
  }
  static override now(): number {
    return True.now() + shift
  }
} as DateConstructor

/** Milliseconds of the clock that never jumps, which all processes of a machine share. */
export function mono(): number {
  return Number(process.hrtime.bigint()) / 1e6
}
