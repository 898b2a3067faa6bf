import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

it.each(['express', 'fastify'])('the page of %s quotes its example as it is', (door) => {
  const page = readFileSync(`docs/${door}.md`, 'utf8')
  const app = readFileSync(`examples/welearn-${door}/app.ts`, 'utf8')
  expect(page).toContain(`\`\`\`typescript\n${app}\`\`\``)
})
