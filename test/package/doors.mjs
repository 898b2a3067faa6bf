// prints what each door gives by import and by require: run in a folder where the packed tarball is installed
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { exports, name } = require('purposebound/package.json')
// these two open inside of a runner only
const RUNNERS = ['./testing/vitest', './testing/jest']
const doors = Object.keys(exports).filter((door) => door !== './package.json' && !RUNNERS.includes(door))
const names = (module) =>
  Object.keys(module)
    .filter((key) => key !== 'default' && key !== 'module.exports')
    .sort()

const found = {}
for (const door of doors) {
  const path = door.replace('.', name)
  found[path] = { imported: names(await import(path)), required: names(require(path)) }
}
console.log(JSON.stringify(found))
