// npm leaves out of the lockfile the optional platform packages that this registry does not serve; npm ci then
// refuses the lockfile ("Missing: x@ from lock file"). Add an entry with os/cpu/libc so that npm ci skips it.
import { readFileSync, writeFileSync } from 'node:fs'

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const P = lock.packages
const OS = [
  'android',
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'netbsd',
  'openbsd',
  'openharmony',
  'aix',
  'sunos',
]
const CPU = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']
const find = (from, name) => {
  for (let d = from; ; d = d.slice(0, Math.max(0, d.lastIndexOf('/node_modules/')))) {
    const k = `${d ? `${d}/` : ''}node_modules/${name}`
    if (P[k]) return k
    if (!d?.includes('/node_modules/')) return P[`node_modules/${name}`] ? `node_modules/${name}` : undefined
  }
}
let added = 0
for (const [key, pkg] of Object.entries(P)) {
  for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
    if (find(key, name)) continue
    const words = name.replace(/^.*\//, '').split(/[-.]/)
    const os = words.find((w) => OS.includes(w))
    const cpu = words.find((w) => CPU.includes(w)) ?? 'wasm32'
    if (!os || !/^\d/.test(version)) {
      console.error('cannot place', key, name, version)
      continue
    }
    P[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(pkg.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
      ...(words.some((w) => w === 'musl' || w === 'musleabihf') ? { libc: ['musl'] } : {}),
    }
    added++
  }
}
lock.packages = Object.fromEntries(Object.entries(P).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
console.log(`added ${added} entries`)
