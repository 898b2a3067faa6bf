import type { FastifyInstance } from 'fastify'

/** A route as the router knows it. */
export interface Printed {
  readonly method: string
  readonly route: string
  /** Version, host and what else tells routes of one path apart, as JSON. */
  readonly constraints: string
}

/** What it prints where there is none. */
const NO_ROUTES = '(empty tree)'

/** What the router itself knows, read from the tree that it prints: a line is a part of a path, with its methods. */
export function routesOf(app: FastifyInstance): readonly Printed[] {
  const path: string[] = []
  return app
    .printRoutes()
    .split('\n')
    .flatMap((line) => {
      // a line without a branch is the line before it, with other constraints
      const [, indent, branch, label = ''] = /^((?:│ {3}| {4})*)([├└]── )?(.*)$/.exec(line) ?? []
      if (indent === undefined || label === '' || label === NO_ROUTES) return []
      const [, part = label, methods, constraints = ''] =
        /^(.*) \(([A-Z-]+(?:, [A-Z-]+)*)\)(?: (\{.*\}))?$/.exec(label) ?? []
      path.length = indent.length / 4 - (branch ? 0 : 1)
      path.push(part === '(empty root node)' ? '' : part)
      const route = path.join('')
      return (methods?.split(', ') ?? []).map((method) => ({ method, route, constraints }))
    })
}

export type Spelling = (route: string) => string

/**
 * How the router of an app spells templates, as far as that tells one from another: it merges the names of parameters, and
 * its options make it forget cases and slashes.
 */
export function spellingOf({ initialConfig }: FastifyInstance): Spelling {
  const { routerOptions } = initialConfig as { readonly routerOptions?: object }
  const { caseSensitive, ignoreTrailingSlash, ignoreDuplicateSlashes } = {
    ...initialConfig,
    ...routerOptions,
  } as { readonly [option: string]: unknown }
  return (route) => {
    let spelled = route.replaceAll(/:[^/]*/g, ':')
    if (ignoreDuplicateSlashes) spelled = spelled.replaceAll(/\/+/g, '/')
    if (ignoreTrailingSlash && spelled.length > 1) spelled = spelled.replace(/\/$/, '')
    return caseSensitive === false ? spelled.toLowerCase() : spelled
  }
}

/** The templates that the router makes of one: a last parameter that may be missing makes two. */
export function templatesOf(route: string): readonly string[] {
  const [, base, parameter] = /^(.*)\/(:[^/]*)\?$/.exec(route) ?? []
  return base === undefined ? [route] : [base === '' ? '/' : base, `${base}/${parameter}`]
}

/** Constraints as the router prints them. */
export function printed(constraints: object | undefined): string {
  if (constraints === undefined || Object.keys(constraints).length === 0) return ''
  return JSON.stringify(constraints, (_, value) => (value instanceof RegExp ? String(value) : value))
}
