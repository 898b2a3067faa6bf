import { PurposeboundError } from '../errors.js'

/** What was erased and what was not, by resource; an `outcome` of the trail says the same. */
export class EraseIncomplete extends PurposeboundError {
  override readonly name = 'EraseIncomplete'
  /** Empty at the source when it was asked again. */
  readonly erased: readonly string[]
  /** Where the source failed, was too slow, or still has rows: some of them may be gone. */
  readonly failed: string
  /** Not begun. */
  readonly left: readonly string[]

  constructor(erased: readonly string[], failed: string, left: readonly string[]) {
    const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ') || 'none'
    super(
      'erase_incomplete',
      `erased: ${list(erased)}; failed, and perhaps in part: \`${failed}\`; not begun: ${list(left)}`,
    )
    this.erased = Object.freeze([...erased])
    this.failed = failed
    this.left = Object.freeze([...left])
  }
}
