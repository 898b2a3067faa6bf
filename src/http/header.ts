/** What a request says in a header that the app has named; undefined where it named none, or none came. */
export function headerNamed(
  header: string | undefined,
  headers: { readonly [name: string]: unknown },
): unknown {
  return header !== undefined && Object.hasOwn(headers, header) ? headers[header] : undefined
}
