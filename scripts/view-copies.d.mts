/** What `src/core/enforce/view-copies.ts` holds. */
export const text: string
