import type { ConsentEvent } from '../../index.js'

/** What an event says, without who said it and when: the same for all who filled in the same form. */
export type Statement = Omit<ConsentEvent, 'id' | 'person' | 'at' | 'expiresAt'>
