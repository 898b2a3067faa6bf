import type { Title } from './title.js'

/** Who data is provided to (DPV ThirdParty, DataProcessor, JointDataControllers; APPI 27(1), 27(5)(1) to (3)). */
export type RecipientKind = 'third_party' | 'entrustee' | 'joint_user' | 'successor'
/** What lets data go to another country (APPI 28, GDPR 44 to 49). */
export type TransferBasis = 'consent' | 'adequacy' | 'equivalent_measures' | 'scc' | 'bcr' | 'derogation'

/** Whom data is provided to. Dates are a Date or RFC 3339 text, exclusive; a bare date is the start of that day in UTC. */
export interface RecipientDeclaration<Purpose extends string = string, Target extends string = string> {
  /**
   * `third_party` (APPI 27(1)): with the person's prior consent to it or its class; `entrustee` (25, 27(5)(1); GDPR 28):
   * certified and on instructions; `successor` (27(5)(2)); `joint_user` (27(5)(3)).
   */
  readonly kind: RecipientKind
  /** The name that people are told. */
  readonly title?: Title
  /** Which recipients it is one of, by a name that a consent may give instead of its own. */
  readonly class?: string
  /** For provision records (APPI 29(1)), as is `representative`, who speaks for a company. */
  readonly address?: string
  readonly representative?: string
  /** ISO 3166-1 alpha-2. @defaultValue that of the controller */
  readonly country?: string
  /** What lets data go to another country. */
  readonly transfer?: TransferDeclaration
  /** An entrustee has one: Privacy Mark, ISO/IEC 27701 … */
  readonly certification?: { readonly name: string; readonly expires: string | Date }
  /**
   * Exactly these: the instructions of an entrustee, the purposes of joint use, or, for a third party, those that a law
   * obliges to (basis `legal_obligation`), for which no consent is asked.
   */
  readonly purposes?: readonly Purpose[]
  /** The most that it gets. @defaultValue what the purpose shows */
  readonly of?: readonly Target[]
  /** Who answers for joint use (APPI 27(5)(3)). */
  readonly responsible?: {
    readonly name: string
    readonly address?: string
    readonly representative?: string
  }
  /** When it is looked at again: from then on nothing is provided. */
  readonly review?: string | Date
}

/** What lets data go to another country (APPI 28, GDPR 44 to 49). */
export interface TransferDeclaration {
  readonly basis: TransferBasis
  /** Which of GDPR 49(1)(b) to (g), where the basis is `derogation`. */
  readonly derogation?: `gdpr_49_1_${'b' | 'c' | 'd' | 'e' | 'f' | 'g'}`
  /** The decision, the clauses or the rules: `Decision (EU) 2019/419`. */
  readonly reference?: string
  /** What people are told before they consent: how data is protected there, and what the recipient does (APPI 28(2)). */
  readonly system?: Title
  readonly measures?: Title
  readonly until?: string | Date
}
