import type { Readers } from './by-type.js'
import { HYPHENS, usualWidth } from './graphemes.js'
import { folded, municipalitiesOf } from './municipalities.js'
import { ENGLISH_PREFECTURES, PREFECTURES } from './prefectures.js'

const POSTCODE = `〒?\\d{3}[${HYPHENS}]?\\d{4}`
const BEFORE_PREFECTURE = new RegExp(`^(?:日本国?[、,]?)?(?:${POSTCODE}[、,]?)?`)
/** A county or an island, which Japanese addresses put before a town or a village. */
const BEFORE_TOWN = /^(?:[^\d郡]{1,6}郡|[^\d島]{1,6}島)/
const AFTER_PREFECTURE = new RegExp(`[\\s,]+${POSTCODE}$`)
const COUNTRY = /[\s,]+(?:japan|jp)\.?$/
const LONGEST_MUNICIPALITY = 8

/**
 * Shows the prefecture of a Japanese address, or prefecture and municipality: `東京都`, `東京都千代田区`.
 *
 * What is shown comes out of the official list, never out of the value. An address in Latin letters must end in
 * its prefecture (`…, Tokyo 100-0001, Japan`); its city is not read. All else is fully masked.
 */
export function address(to: 'prefecture' | 'city'): Readers {
  return { text: to === 'city' ? cityOf : (text) => prefectureOf(text)?.name ?? englishPrefectureOf(text) }
}

function cityOf(text: string): string | undefined {
  const prefecture = prefectureOf(text)
  const city =
    prefecture &&
    (municipalityIn(prefecture.name, prefecture.rest) ?? townIn(prefecture.name, prefecture.rest))
  return city && prefecture.name + city
}

function prefectureOf(text: string): { readonly name: string; readonly rest: string } | undefined {
  const line = usualWidth(text)
    .replace(/[\s\p{Variation_Selector}]+/gu, '')
    .replace(BEFORE_PREFECTURE, '')
  const name = PREFECTURES.find((each) => line.startsWith(each))
  return name === undefined ? undefined : { name, rest: line.slice(name.length) }
}

function municipalityIn(prefecture: string, rest: string): string | undefined {
  const start = folded(rest.slice(0, LONGEST_MUNICIPALITY))
  const names = municipalitiesOf(prefecture)
  for (let length = start.length; length > 1; length--) {
    const name = names?.get(start.slice(0, length))
    if (name !== undefined) return name
  }
  return undefined
}

function townIn(prefecture: string, rest: string): string | undefined {
  const town = municipalityIn(prefecture, rest.replace(BEFORE_TOWN, ''))
  return town !== undefined && /[町村]$/.test(town) ? town : undefined
}

function englishPrefectureOf(text: string): string | undefined {
  if (text.length > 300) return undefined
  const line = usualWidth(text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(AFTER_PREFECTURE, '')
    .replace(COUNTRY, '')
    .replace(AFTER_PREFECTURE, '')
  const last = line.split(',').at(-1)!.trim()
  return ENGLISH_PREFECTURES.get(last.replace(/(?:-(?:to|fu|ken)|[ -]pref(?:ecture|\.)?)$/, ''))
}
