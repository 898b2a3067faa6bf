import type { AuditSink } from '../../../../src/index.js'

/** A sink for those whose records nobody asks for. */
export const NO_TRAIL: AuditSink = { name: 'none', durability: 'memory', write: () => {} }
