type WithAccess = <R>(access: { readonly purpose: unknown }, work: () => R) => R

/** Put there by `purposebound/context`, whichever copy of it was loaded first. */
const CONTEXT = Symbol.for('purposebound/with-access/1')

/**
 * Does `work` with an access at hand for `currentAccess()`, where anybody in this process has loaded what it comes from:
 * for all others there is nothing to be carried along, and nothing to be paid.
 */
export function atHand<R>(access: { readonly purpose: unknown }, work: () => R): R {
  const withAccess = (globalThis as { [CONTEXT]?: WithAccess })[CONTEXT]
  return withAccess ? withAccess(access, work) : work()
}
