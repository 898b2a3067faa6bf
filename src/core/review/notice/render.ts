import type { Article, Block } from './part.js'

/** Articles as Markdown (GitHub's tables); what a policy says is text, and never markup. */
export function toMarkdown(
  title: string,
  articles: readonly Article[],
  numbered: (n: number) => string,
): string {
  const parts = articles.map(
    (article, i) =>
      `## ${numbered(i + 1)} ${article.title}\n\n${article.blocks.map(markdownBlock).join('\n\n')}\n`,
  )
  return [`# ${inMarkdown(title)}\n`, ...parts].join('\n')
}

function markdownBlock(block: Block): string {
  if ('text' in block) return inMarkdown(block.text)
  if ('list' in block) return block.list.map((each) => `- ${inMarkdown(each)}`).join('\n')
  const row = (cells: readonly string[]) => `| ${cells.map(inMarkdown).join(' | ')} |`
  return [row(block.head), `|${' --- |'.repeat(block.head.length)}`, ...block.rows.map(row)].join('\n')
}

/** Text as it stands, whatever is in it: one line, nothing that Markdown or HTML would take for its own. */
function inMarkdown(text: string): string {
  return text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').replace(/[\\`*_[\]<>#|~&!]/g, '\\$&')
}

/** The same as HTML, of one `article`; classes and scripts are yours to add. */
export function toHtml(
  title: string,
  articles: readonly Article[],
  numbered: (n: number) => string,
  lang: string,
): string {
  const parts = articles.map(
    ({ part, title: heading, blocks }, i) =>
      `<section id="${part}">\n<h2>${inHtml(`${numbered(i + 1)} ${heading}`)}</h2>\n${blocks.map(htmlBlock).join('\n')}\n</section>`,
  )
  return `<article lang="${lang}">\n<h1>${inHtml(title)}</h1>\n${parts.join('\n')}\n</article>\n`
}

function htmlBlock(block: Block): string {
  if ('text' in block) return `<p>${inHtml(block.text)}</p>`
  if ('list' in block)
    return `<ul>\n${block.list.map((each) => `<li>${inHtml(each)}</li>`).join('\n')}\n</ul>`
  const row = (tag: string, cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${inHtml(cell)}</${tag}>`).join('')}</tr>`
  return `<table>\n<thead>${row('th', block.head)}</thead>\n<tbody>\n${block.rows.map((cells) => row('td', cells)).join('\n')}\n</tbody>\n</table>`
}

const ENTITIES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function inHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] as string)
}
