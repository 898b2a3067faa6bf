import { RIGHTS } from '../catalog/right.js'
import type { Title } from '../catalog/title.js'
import { REASONS } from '../errors.js'
import type { ReportHeld, ReportRow, SubjectReport } from '../release/report-contract.js'
import { type Html, html } from './html.js'
import { CODES, type Lang, WORDS } from './report-words.js'

const STYLE = `
body { font: 1rem/1.6 system-ui, "Hiragino Sans", "Noto Sans JP", sans-serif; color: #1a1a1a; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; border-bottom: 1px solid #666; } h3 { font-size: 1.05rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
th, td { border: 1px solid #999; padding: .3rem .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f2f2f2; } dt { font-weight: 600; } dd { margin: 0 0 .4rem; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`

/**
 * A report as one page of HTML that prints: no script, nothing loaded, everything escaped.
 *
 * @example
 * ```ts
 * await writeFile('report.html', reportPage(report, { lang: 'ja' }))
 * ```
 */
export function reportPage(report: SubjectReport, { lang }: { readonly lang: Lang }): string {
  const say = (title: Title): string => (typeof title === 'string' ? title : title[lang])
  const word = (name: keyof typeof WORDS): string => WORDS[name][lang]
  const code = (name: string | undefined): string =>
    name === undefined ? '' : ((Object.hasOwn(CODES, name) ? CODES[name]?.[lang] : undefined) ?? name)
  const basis = (name: string): string => code(name === 'consent' ? 'consent_basis' : name)
  const titles = new Map(report.purposes.map(({ purpose, title }) => [purpose, say(title)]))
  const purposeOf = (name: string | undefined): string =>
    name === undefined ? '' : (titles.get(name) ?? name)
  const list = (all: readonly string[]): string => all.join(lang === 'ja' ? '、' : ', ')
  const time = (text: string): Html => html`<time datetime="${text}">${timeIn(text, lang)}</time>`

  const { person, controller, policy, since, until } = report
  const span =
    since === undefined && until === undefined
      ? html`${word('all')}`
      : lang === 'ja'
        ? html`${since ? [time(since), html`${word('from')}`] : ''}${until ? [time(until), html`${word('to')}`] : ''}`
        : html`${since ? [html`${word('from')} `, time(since), html` `] : ''}${until ? [html`${word('to')} `, time(until)] : ''}`
  const page = html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${word('title')}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
<h1>${word('title')}</h1>
<p>${word('lead')}</p>
<dl>
<dt>${word('made')}</dt><dd>${time(report.made)}</dd>
<dt>${word('person')}</dt><dd>${String(person.id)} (${person.population}${person.tenant === undefined ? '' : `, ${person.tenant}`})</dd>
${controller ? html`<dt>${word('controller')}</dt><dd>${controller.name}</dd><dt>${word('contact')}</dt><dd>${controller.contact}</dd>` : ''}
<dt>${word('policy')}</dt><dd>${policy.name} ${policy.version}</dd>
<dt>${word('span')}</dt><dd>${span}</dd>
</dl>
<h2>${word('purposes')}</h2>
${table(
  ['purpose', 'clause', 'basis', 'fields', 'consent', 'retention', 'rights'],
  report.purposes.map((each) => [
    say(each.title),
    each.clause ?? '',
    basis(each.basis),
    list(each.fields),
    each.consent
      ? list([
          code(each.consent.status),
          ...(each.consent.objected ? [code('objected')] : []),
          ...(each.consent.restricted ? [code('restricted')] : []),
        ])
      : '',
    each.retention ?? '',
    list(each.rights.map((right) => `${RIGHTS[right].title[lang]} (${RIGHTS[right].article[lang]})`)),
  ]),
)}
<h2>${word('held')}</h2>
${report.held.map(heldOf)}
<h2>${word('used')}</h2>
${
  report.used.length === 0
    ? html`<p>${word('notUsed')}</p>`
    : table(
        ['purpose', 'action', 'by', 'permitted', 'denied', 'first', 'last', 'seen'],
        report.used.map((each) => [
          purposeOf(each.purpose),
          `${code(each.action)}${each.resource === undefined ? '' : ` ${each.resource}`}`,
          `${code(each.kind)}${each.roles.length > 0 ? ` (${list(each.roles)})` : ''}`,
          each.permitted,
          each.denied,
          time(each.first),
          time(each.last),
          list([...each.clear, ...each.masked.map((path) => `${path} (${word('masked')})`)]),
        ]),
      )
}
<h2>${word('provided')}</h2>
${
  report.provided.length === 0
    ? html`<p>${word('notProvided')}</p>`
    : table(
        ['time', 'recipient', 'kind', 'country', 'purpose', 'fields'],
        report.provided.map(({ time: when, recipient, purpose, fields }) => [
          time(when),
          recipient.id,
          code(recipient.kind),
          recipient.country ?? '',
          purposeOf(purpose),
          list(fields),
        ]),
      )
}
${
  report.recipients.length === 0
    ? ''
    : html`<h2>${word('recipients')}</h2>
${table(
  ['recipient', 'kind', 'country'],
  report.recipients.map(({ recipient, title, kind, country }) => [
    say(title ?? recipient),
    code(kind),
    country ?? '',
  ]),
)}`
}
</main>
</body>
</html>
`
  return page.html

  function table(
    heads: readonly (keyof typeof WORDS)[],
    rows: readonly (readonly (Html | string | number)[])[],
  ): Html {
    return html`<table><thead><tr>${heads.map((head) => html`<th scope="col">${word(head)}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`
  }

  function heldOf({ resource, connected, rows, refused }: ReportHeld): Html {
    return html`<section><h3>${resource}</h3>
${connected ? '' : html`<p>${word('notConnected')}</p>`}
${connected && rows.length === 0 && refused.length === 0 ? html`<p>${word('none')}</p>` : ''}
${rows.map(rowOf)}
${refused.map(({ reason, rows: count }) => html`<p>${word('refused')}: ${count} (${REASONS[reason][lang]})</p>`)}
</section>
`
  }

  function rowOf({ data, withheld, ofOthers, until: kept }: ReportRow): Html {
    return html`<table><thead><tr><th scope="col">${word('field')}</th><th scope="col">${word('value')}</th></tr></thead>
<tbody>${leaves(data).map(([path, value]) => html`<tr><th scope="row">${path}</th><td>${value}</td></tr>`)}</tbody></table>
${withheld.length > 0 ? html`<p>${word('withheld')}: ${list(withheld.map(({ path, outcome, reason }) => `${path} (${word(outcome === 'masked' ? 'masked' : 'hidden')}${lang === 'ja' ? '：' : ': '}${REASONS[reason][lang]})`))}</p>` : ''}
${ofOthers.length > 0 ? html`<p>${word('ofOthers')}: ${list(ofOthers)}</p>` : ''}
${kept.map((each) => html`<p>${word('until')}: ${each.until === undefined ? html`${word('unknown')}` : time(each.until)} (${each.field ?? purposeOf(each.purpose)}, ${each.period})</p>`)}
`
  }
}

/** Every value of a row with the way to it. */
function leaves(value: unknown, at = ''): readonly (readonly [path: string, value: string])[] {
  if (typeof value !== 'object' || value === null) return [[at, value === null ? '' : String(value)]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, at === '' ? key : `${at}.${key}`))
}

function timeIn(text: string, lang: Lang): string {
  const [date = '', clock = ''] = text.split('T')
  const [year, month, day] = date.split('-').map(Number)
  return lang === 'ja'
    ? `${year}年${month}月${day}日 ${clock.slice(0, 5)}（協定世界時）`
    : `${date} ${clock.slice(0, 5)} UTC`
}
