import type { Title } from './title.js'

/** That a purpose grew out of another, which need not be there any more (APPI 17(2), GDPR 6(4)). */
export interface CompatibilityDeclaration {
  /** The purpose that data was collected for. Never one on the basis of consent: that is asked for again. */
  readonly purpose: string
  /** Why the new use is compatible with it: GDPR 6(4)(a) to (e). */
  readonly reasons: {
    /** What links the two. */
    readonly link: Title
    /** In which relation to the person data was collected. */
    readonly context: Title
    /** What kind of data it is. */
    readonly nature: Title
    /** What it may lead to for the person. */
    readonly consequences: Title
    /** What protects them: encryption, pseudonyms … */
    readonly safeguards: Title
  }
  /** When people were told: a Date or RFC 3339 text, no later than `effective`. */
  readonly announced?: string | Date
  /** From when on data is used so. */
  readonly effective?: string | Date
}
