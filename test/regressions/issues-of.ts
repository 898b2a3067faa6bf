import { isPurposeboundError, type PolicyIssue, parsePolicy, type Schema } from 'purposebound'

/** What is wrong with a policy; nothing when it is sound. */
export function issuesOf(
  document: object,
  schemas: { readonly [resource: string]: Schema },
): readonly PolicyIssue[] {
  try {
    parsePolicy(document, { schemas })
    return []
  } catch (error) {
    if (isPurposeboundError(error) && error.issues) return error.issues
    throw error
  }
}
