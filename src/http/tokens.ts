import { isPurposeboundError, PurposeboundError } from '../index.js'
import { headerNamed } from './header.js'

/** The tokens in a header: one, or several between commas or on lines of their own; undefined where there is none. */
export function tokensIn(
  header: string | undefined,
  headers: { readonly [name: string]: unknown },
): readonly string[] | undefined {
  const given = headerNamed(header, headers)
  return given === undefined
    ? undefined
    : String(given)
        .split(',')
        .map((token) => token.trim())
}

/**
 * What the refusal of a request with tokens is shown as: one that no gate with these keys gave can be told from what is
 * denied, for it says nothing about a person. The tokens themselves are in no error.
 */
export function refusalOf(error: unknown): unknown {
  return isPurposeboundError(error) && error.reason === 'input_invalid'
    ? new PurposeboundError('input_invalid', 'a header with a token that no gate with these keys gave')
    : error
}
