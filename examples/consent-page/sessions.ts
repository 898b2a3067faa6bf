import { randomBytes, timingSafeEqual } from 'node:crypto'

/** One person who has logged in. */
export interface Session {
  readonly member: string
  /** In each form of theirs, and nowhere else: what comes without it was not sent from their page. */
  readonly csrf: string
}

/** Who has logged in, by a cookie that scripts and other sites cannot use. */
export class Sessions {
  readonly #sessions = new Map<string, Session>()

  /** The value of `Set-Cookie`. */
  open(member: string): string {
    const id = randomBytes(32).toString('base64url')
    this.#sessions.set(id, { member, csrf: randomBytes(32).toString('base64url') })
    return `session=${id}; HttpOnly; SameSite=Strict; Path=/`
  }

  of(cookie: string | undefined): Session | undefined {
    const id = /(?:^|; )session=([\w-]+)/.exec(cookie ?? '')?.[1]
    return id === undefined ? undefined : this.#sessions.get(id)
  }
}

export function isOwn({ csrf }: Session, given: string): boolean {
  const [own, sent] = [Buffer.from(csrf), Buffer.from(given)]
  return own.length === sent.length && timingSafeEqual(own, sent)
}
