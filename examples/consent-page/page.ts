import type { ConsentStatus, Standing, Title } from 'purposebound'
import { type Asked, asked, type Shop } from './policy.js'

export type Language = 'en' | 'ja'

const WORDS = {
  en: {
    title: 'Your consents',
    given: 'You agreed',
    not: 'You have not agreed',
    withdrawn: 'You withdrew',
    since: 'since',
    give: 'Agree',
    withdraw: 'Withdraw',
    receipt: 'Receipt (JSON)',
  },
  ja: {
    title: '同意の状況',
    given: '同意しています',
    not: '同意していません',
    withdrawn: '撤回しました',
    since: '以来',
    give: '同意する',
    withdraw: '撤回する',
    receipt: '受領書（JSON）',
  },
} as const

/** What a person was shown when they were asked: its digest goes with each consent. */
export function noticeText(language: Language): string {
  return language === 'ja'
    ? '同意いただくと、お名前とメールアドレスを、選んだ目的だけに使います。'
    : 'If you agree, we use your name and address for the purpose you chose, and for nothing else.'
}

/** The page of one person. `csrf` is known to their session alone. */
export function consentPage(
  { purposes, withdrawal }: Standing<Shop>,
  language: Language,
  csrf: string,
): string {
  const words = WORDS[language]
  const rows = asked.map((purpose) => {
    const { title, status, since } = purposes[purpose]
    const verb = isGiven(status) ? 'withdraw' : 'give'
    const said = isGiven(status) ? words.given : status === 'ConsentWithdrawn' ? words.withdrawn : words.not
    const from =
      since === undefined ? '' : ` <time datetime="${since}">${words.since} ${since.slice(0, 10)}</time>`
    return `<section id="${purpose}" data-status="${status}">
      <h2>${quoted(textOf(title, language))}</h2>
      <p>${said}${from}</p>
      ${button(purpose, verb, words[verb], csrf)}
    </section>`
  })
  return `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><title>${words.title}</title>
<main><h1>${words.title}</h1><p>${quoted(noticeText(language))}</p>
${rows.join('\n')}
<p>${quoted(textOf(withdrawal ?? '', language))}</p>
<p><a href="/consent/receipt">${words.receipt}</a></p></main></html>`
}

function button(purpose: Asked, verb: 'give' | 'withdraw', word: string, csrf: string): string {
  return `<form method="post" action="/consent/${purpose}/${verb}">
        <input type="hidden" name="csrf" value="${quoted(csrf)}"><button>${word}</button>
      </form>`
}

function isGiven(status: ConsentStatus): boolean {
  return status === 'ConsentGiven' || status === 'RenewedConsentGiven'
}

function textOf(title: Title, language: Language): string {
  return typeof title === 'string' ? title : title[language]
}

function quoted(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
