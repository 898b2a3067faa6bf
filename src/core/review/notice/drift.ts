import type { Words } from '../diff/words.js'

/** One thing on which a published text and a policy differ. */
export interface NoticeDrift extends Words {
  readonly about: 'purpose' | 'recipient' | 'retention'
  /** `missing`: the text does not say it. `unknown`: the policy does not. `differs`: they say different things. */
  readonly problem: 'missing' | 'unknown' | 'differs'
  /** The title in the language of the text. */
  readonly name: string
}

export function drift(
  about: NoticeDrift['about'],
  problem: NoticeDrift['problem'],
  name: string,
  words: Words,
): NoticeDrift {
  return Object.freeze({ about, problem, name, ...words })
}
