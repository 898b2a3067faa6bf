import type { Reason, Visibility } from '../../src/index.js'
import type { Said } from './oracle-consent.js'

export interface Actor {
  readonly id: string
  readonly roles: readonly string[]
  readonly kind?: string
  readonly tenant?: string | number
  readonly subject?:
    | string
    | { readonly id: string; readonly population?: string; readonly tenant?: string | number }
  readonly attributes?: { readonly [name: string]: unknown }
  readonly onBehalfOf?: Actor
}
export interface Question {
  readonly purpose: string
  readonly actor: Actor
  readonly resource: string
  readonly row: unknown
  readonly action?: 'read' | 'update'
  readonly justification?: string
  readonly allowedPurposes?: readonly string[]
}
export interface Known {
  readonly now: number
  /** What everybody ever said, oldest first. */
  readonly usual: readonly Said[]
  /** What some said instead, by `personName`. */
  readonly said: { readonly [person: string]: readonly Said[] }
}
export interface Why {
  readonly reason: Reason
  readonly rule: string
}
export interface Answer {
  readonly effect: 'permit' | 'deny'
  readonly why: readonly Why[]
  readonly fields: { readonly [path: string]: { readonly outcome: Visibility; readonly why: readonly Why[] } }
}
/** A reason why something is not clear; without a field it is about the row. */
export interface Finding extends Why {
  readonly layer: number
  readonly ceiling: 'hidden' | 'masked'
  readonly field?: string
}
export interface Person {
  readonly id: unknown
  readonly population: string
  readonly tenant: unknown
}

export function personName({ id, population, tenant }: Person): string {
  return JSON.stringify([tenant ?? null, population, typeof id, String(id)])
}

export function deny(layer: number, reason: Reason, rule: string): Finding {
  return { layer, ceiling: 'hidden', reason, rule }
}

export function mask(layer: number, reason: Reason, rule: string): Finding {
  return { layer, ceiling: 'masked', reason, rule }
}
