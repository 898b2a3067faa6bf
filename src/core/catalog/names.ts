import type { PolicyDocument } from './document.js'
import type { Issues } from './issues.js'
import { pointer } from './pointer.js'

/** Checks every name that a policy gives: its form, and that it stands once. */
export function checkNames(document: PolicyDocument, issues: Issues): void {
  const { categories, populations = [], recipients = {}, messages } = document
  for (const section of ['categories', 'resources', 'purposes', 'roles'] as const) {
    const named = document[section]
    if (Array.isArray(named)) checkList(named, section, issues)
    else for (const name of Object.keys(named)) check(name, pointer(section, name), issues)
  }
  for (const [name, { class: named }] of Object.entries(recipients)) {
    check(name, pointer('recipients', name), issues)
    if (named !== undefined) check(named, pointer('recipients', name, 'class'), issues)
  }
  for (const name of Object.keys(messages?.channels ?? {}))
    check(name, pointer('messages', 'channels', name), issues)
  checkList(populations, 'populations', issues)
  const builtIn = (name: string) => name === 'key' || name === 'nonpersonal'
  const listed = Array.isArray(categories)
  for (const [index, name] of (listed ? categories : Object.keys(categories)).entries())
    if (builtIn(name))
      issues.add(
        pointer('categories', listed ? index : name),
        `\`${name}\` is a built-in class and no category`,
      )
  for (const [index, name] of populations.entries())
    if (name === 'actor') issues.add(pointer('populations', index), '`actor` is reserved for those who act')
}

function checkList(names: readonly string[], section: string, issues: Issues): void {
  for (const [index, name] of names.entries()) {
    const at = pointer(section, index)
    check(name, at, issues)
    if (names.indexOf(name) < index) issues.add(at, `\`${name.slice(0, 80)}\` stands twice`)
  }
}

/** `[a-z][A-Za-z0-9_]*`, at most 64 characters, and no name that every object inherits. */
function check(name: string, at: string, issues: Issues): void {
  if (!/^[a-z][A-Za-z0-9_]{0,63}$/.test(name))
    issues.add(at, 'a name is `[a-z][A-Za-z0-9_]*`, at most 64 characters')
  else if (name in Object.prototype) issues.add(at, `\`${name}\` is reserved: every object has it`)
}
