import type { PurposeDef } from '../catalog/purpose.js'
import type { ConsentState } from './consent.js'

type State = ConsentState | 'unavailable' | undefined

/**
 * Whether a purpose is one that grew out of another: it serves whoever was told, once that has taken effect.
 *
 * Where consent is the basis people are asked, and need not be told besides.
 */
export function awaitsAnnouncement({ basis, compatibleWith }: PurposeDef): boolean {
  return compatibleWith.length > 0 && basis !== 'consent'
}

/** Whether one person was told, or everybody, and it has taken effect. @throws TypeError for what is no announcement */
export function isAnnounced(purpose: PurposeDef, state: Exclude<State, 'unavailable'>, now: number): boolean {
  const { name, terms, compatibleWith } = purpose
  // not `>`: a time that is no number must not pass for one that has come
  if (!compatibleWith.every(({ effective }) => effective === undefined || effective <= now)) return false
  const announced = entryOf(state, name)?.announced
  if (announced === undefined) return false
  if (!Array.isArray(announced)) throw new TypeError('a list')
  return announced.some(
    (each) => Number.isSafeInteger(each.terms) && each.terms >= terms && each.effectiveAt <= now,
  )
}

/** Whether the person was asked for consent to what the purpose grew out of: then nothing but consent widens it. */
export function wasAsked({ compatibleWith }: PurposeDef, state: Exclude<State, 'unavailable'>): boolean {
  return compatibleWith.some(({ purpose }) => {
    const { given, stopped } = entryOf(state, purpose) ?? {}
    return given?.via === purpose || stopped?.some(({ via }) => via === purpose) === true
  })
}

function entryOf(state: Exclude<State, 'unavailable'>, purpose: string) {
  return state && Object.hasOwn(state.purposes, purpose) ? state.purposes[purpose] : undefined
}
