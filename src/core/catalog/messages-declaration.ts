import type { Duration } from './retention-declaration.js'

/** What people are spared of messages (privacy policy, article 10): it binds every purpose whose `message` is `marketing`. */
export interface MessagesDeclaration<Purpose extends string = string> {
  /** Each channel by the purpose that a person consents to for it: `{ email: 'by_email' }`. No other channel carries marketing. */
  readonly channels?: { readonly [channel: string]: Purpose }
  /** So many messages to one person in any such period, over all purposes and channels; a list is kept as a whole. */
  readonly most?: MostMessages | readonly MostMessages[]
  /** When nobody is disturbed. */
  readonly quiet?: QuietHours
}
export interface MostMessages {
  readonly count: number
  /** At most a year. */
  readonly per: Duration
}
/** From one time of day until another, over midnight where the second is earlier. */
export interface QuietHours {
  /** `21:00`, inclusive. */
  readonly from: string
  /** `08:00`, exclusive. */
  readonly to: string
  /** Of the tz database: `Asia/Tokyo`. */
  readonly timeZone: string
}
