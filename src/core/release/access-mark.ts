/** What an access is known by in every copy of this library (ESM and CJS). */
export const ACCESS: unique symbol = Symbol.for('purposebound/access/1')
