import { PurposeboundError } from '../errors.js'
import type { GapCause } from './gap.js'

/** A record was not acknowledged, so nothing may be released. The gate turns it into `audit_unavailable`; no word of a sink is in it. */
export class AuditUnavailable extends PurposeboundError {
  override readonly name = 'AuditUnavailable'

  constructor(cause: GapCause | 'closed') {
    super('sink_failed', `\`${cause}\``)
  }
}
