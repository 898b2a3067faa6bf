import type { ACTIONS } from './document.js'

/** What can be done with data: in grants (`may`), prohibitions and records. */
export type Action = (typeof ACTIONS)[number]
