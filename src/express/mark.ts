import type { RequestHandler } from 'express'
import type { Declared } from '../http/declared.js'

/** What each middleware that was made by `purpose` or `bound` declares. */
const marks = new WeakMap<object, Declared>()

export function mark(declared: Declared, handler: RequestHandler): RequestHandler {
  marks.set(handler, declared)
  return handler
}

export function declaredBy(handler: unknown): Declared | undefined {
  return typeof handler === 'function' ? marks.get(handler) : undefined
}
