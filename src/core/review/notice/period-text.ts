import type { RetentionDef } from '../../catalog/retention.js'
import type { Language } from './language.js'

const UNITS = [
  ['年', 'year'],
  ['か月', 'month'],
  ['日', 'day'],
  ['時間', 'hour'],
] as const

/** How long, as people say it: `5年`, `1 year 6 months`; with the event from which it is counted. */
export function retentionText({ period, from }: RetentionDef, lang: Language): string {
  const { months, days, ms } = period
  const counts = [Math.floor(months / 12), months % 12, days, Math.ceil(ms / 3_600_000)]
  const parts = counts.flatMap((count, i) => {
    const [ja, en] = UNITS[i] as (typeof UNITS)[number]
    if (count === 0) return []
    return [lang === 'ja' ? `${count}${ja}` : `${count} ${en}${count === 1 ? '' : 's'}`]
  })
  const long = parts.join(lang === 'ja' ? '' : ' ')
  if (lang === 'ja') return from === 'collectedAt' ? `取得の日から${long}` : `${from}の日から${long}`
  return from === 'collectedAt' ? `${long} from collection` : `${long} from ${from}`
}

const JA: readonly (readonly [RegExp, months: number, hours: number])[] = [
  [/(\d+)\s*年/g, 12, 0],
  [/(\d+)\s*(?:か|ヶ|カ|ヵ|ケ|箇)月/g, 1, 0],
  [/(\d+)\s*週/g, 0, 168],
  [/(\d+)\s*日/g, 0, 24],
  [/(\d+)\s*時間/g, 0, 1],
]
const EN: typeof JA = [
  [/(\d+)\s*years?\b/gi, 12, 0],
  [/(\d+)\s*months?\b/gi, 1, 0],
  [/(\d+)\s*weeks?\b/gi, 0, 168],
  [/(\d+)\s*days?\b/gi, 0, 24],
  [/(\d+)\s*hours?\b/gi, 0, 1],
]

/** The period that a text names, as months and hours; undefined where it names none. */
export function periodIn(text: string, lang: Language): string | undefined {
  const plain = text.normalize('NFKC')
  let [months, hours, found] = [0, 0, false]
  for (const [words, inMonths, inHours] of lang === 'ja' ? JA : EN)
    for (const [, count] of plain.matchAll(words)) {
      found = true
      months += Number(count) * inMonths
      hours += Number(count) * inHours
    }
  return found ? `${months} months ${hours} hours` : undefined
}
