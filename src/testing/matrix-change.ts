import { misuse } from './known.js'
import type { Verdict } from './verdicts.js'

/**
 * What a matrix in sentences, one a line, says otherwise than the one that was approved. Order, empty lines and line ends
 * are nothing.
 */
export function matrixChange(text: unknown, approved: string, not = false): Verdict {
  if (typeof text !== 'string' || typeof approved !== 'string')
    throw misuse('a matrix is compared as text: `matrixText(matrix(policy))`')
  const [now, before] = [sentencesOf(text), sentencesOf(approved)]
  const problems = [
    ...[...before].filter((sentence) => !now.has(sentence)).map((sentence) => `no longer: ${sentence}`),
    ...[...now].filter((sentence) => !before.has(sentence)).map((sentence) => `new: ${sentence}`),
  ]
  const title = 'the matrix'
  if (!not) return { title, problems }
  return { title, problems: problems.length > 0 ? [] : ['expected a change, but it says the same'] }
}

function sentencesOf(text: string): Set<string> {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return new Set(lines.filter((line) => line !== ''))
}
