import type { PurposeName } from '../catalog/declaration.js'
import type { LegalItem } from '../catalog/legal-item.js'
import type { Access } from './access-contract.js'
import type { Actor, Context, Time } from './context-contract.js'

/** A case of law by which data is used without consent: who, why, approved by whom, until when. */
export interface ExceptionContext<P> extends Omit<Context<P>, 'atLeast'> {
  /** One that the purpose lists under `exceptions`. */
  readonly item: LegalItem
  readonly justification: string
  /** A person other than all who act. */
  readonly approvedBy?: Actor<P> | undefined
  /** At most 31 days ahead; asked for at each operation. */
  readonly expiresAt: Time
}

/** Access by an exception: it reads, and neither writes nor hands on. */
export type ExceptionAccess<P, U extends PurposeName<P>> = Pick<
  Access<P, U>,
  'purpose' | 'read' | 'readMany' | 'stream' | 'decide' | 'explain' | 'plan' | 'query'
>
