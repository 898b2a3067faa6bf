import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { TraceEvent } from './trace.js'

/** A file under whatever names it has. */
interface Inode {
  content: Buffer
  /** What was forced to disk. */
  durable: Buffer
}

/** What a power cut leaves of what was not forced to disk, where it may leave anything. */
export type Remainder = 'nothing' | 'some' | 'zeros'

/**
 * The folder of a log as a disk holds it that keeps no byte and no name before it is told to: what a system may do at worst.
 *
 * Fed with the calls of a process, in the order in which they began and returned.
 */
export class SyncedDisk {
  readonly #folder: string
  readonly #names = new Map<string, Inode>()
  readonly #durableNames = new Map<string, Inode>()
  readonly #open = new Map<number, Inode | 'folder'>()
  /** What an fsync that is under way will have forced. */
  readonly #syncing = new Map<string, () => void>()

  constructor(folder: string) {
    this.#folder = folder
  }

  take({ at, thread, name, fd, texts, flags, numbers, result }: TraceEvent): void {
    if (at === 'begin') {
      if (name === 'fsync' || name === 'fdatasync') this.#syncing.set(thread, this.#syncOf(fd))
      return
    }
    if (result < 0) return
    const [from = '', to = ''] = texts.map((bytes) => this.#inFolder(bytes.toString()))
    const inode = this.#open.get(fd)
    if (name === 'openat') this.#opened(texts[0]?.toString() ?? '', flags, result)
    else if (name === 'close') this.#open.delete(fd)
    else if (name === 'fsync' || name === 'fdatasync') this.#syncing.get(thread)?.()
    else if (name === 'unlink') this.#names.delete(from)
    else if (name === 'rename' || name === 'link') this.#renamed(from, to, name === 'rename')
    else if (inode && inode !== 'folder' && name === 'write')
      inode.content = Buffer.concat([inode.content, texts[0]!.subarray(0, result)])
    else if (inode && inode !== 'folder' && name === 'ftruncate')
      inode.content = inode.content.subarray(0, numbers.at(-1))
  }

  /** Whether `text` is on disk, in a file whose name is. */
  holds(text: string): boolean {
    return [...this.#durableNames.values()].some(({ durable }) => durable.includes(text))
  }

  /** Puts down what a power cut at this moment leaves; `chance` gives numbers from 0 to 1. */
  cut(into: string, remainder: Remainder, chance: () => number): void {
    mkdirSync(into)
    const names = new Set([...this.#names.keys(), ...this.#durableNames.keys()])
    for (const name of names) {
      const late = remainder !== 'nothing' && chance() < 0.5
      const inode = (late ? this.#names : this.#durableNames).get(name)
      if (inode) writeFileSync(join(into, name), leftOf(inode, remainder, chance))
    }
  }

  #syncOf(fd: number): () => void {
    const inode = this.#open.get(fd)
    if (inode === undefined) return () => {}
    if (inode !== 'folder') {
      const { content } = inode
      return () => {
        inode.durable = content
      }
    }
    const names = [...this.#names]
    return () => {
      this.#durableNames.clear()
      for (const [name, known] of names) this.#durableNames.set(name, known)
    }
  }

  #opened(path: string, flags: string, fd: number): void {
    if (path === this.#folder) this.#open.set(fd, 'folder')
    if (dirname(path) !== this.#folder) return
    const name = basename(path)
    let inode = this.#names.get(name)
    if (!inode) {
      inode = { content: Buffer.alloc(0), durable: Buffer.alloc(0) }
      this.#names.set(name, inode)
    } else if (flags.includes('O_TRUNC')) inode.content = Buffer.alloc(0)
    this.#open.set(fd, inode)
  }

  #renamed(from: string, to: string, moved: boolean): void {
    const inode = this.#names.get(from)
    if (!inode) return
    this.#names.set(to, inode)
    if (moved) this.#names.delete(from)
  }

  #inFolder(path: string): string {
    return dirname(path) === this.#folder ? basename(path) : ''
  }
}

/** Bytes that were not forced may have arrived up to any place, or as zeros. */
function leftOf({ content, durable }: Inode, remainder: Remainder, chance: () => number): Buffer {
  if (remainder === 'nothing' || content.length <= durable.length) return durable
  const more = content.subarray(
    durable.length,
    durable.length + Math.ceil(chance() * (content.length - durable.length)),
  )
  return Buffer.concat([durable, remainder === 'zeros' ? Buffer.alloc(more.length) : more])
}
