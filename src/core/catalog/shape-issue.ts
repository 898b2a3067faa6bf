import type * as z from 'zod'

/** What zod found, at its place in the document. */
export type ShapeIssue = z.core.$ZodIssue & { readonly path: readonly (string | number)[] }

/**
 * The issues of zod, with what it says of a union replaced by what is wrong with the form that was meant: the one of the
 * right type that is nearest to what stands there. Where none is of the right type, the union's own issue stays.
 */
export function flatten(
  issues: readonly z.core.$ZodIssue[],
  above: readonly (string | number)[] = [],
): ShapeIssue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...(issue.path as (string | number)[])]
    const forms = issue.code === 'invalid_union' ? issue.errors.filter(isMeant) : []
    const meant = forms.toSorted((a, b) => weight(a) - weight(b))[0]
    return meant ? flatten(meant, path) : [{ ...issue, path }]
  })
}

function isMeant(form: readonly z.core.$ZodIssue[]): boolean {
  return !form.some(
    (issue) =>
      issue.path.length === 0 &&
      (issue.code === 'invalid_type' ||
        issue.code === 'invalid_value' ||
        (issue.code === 'invalid_union' && !issue.errors.some(isMeant))),
  )
}

function weight(form: readonly z.core.$ZodIssue[]): number {
  return form.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
}
