import {
  CHECKPOINT_FILE,
  type Checkpoint,
  createTree,
  type Frontier,
  noteFile,
  openCheckpoint,
  type Signer,
  signCheckpoint,
  treeFile,
} from '../../audit/index.js'
import { treeText } from './boundary.js'
import { replaceFile } from './disk.js'
import { coded, codeOf, sinkFailed } from './failure.js'
import type { Settings } from './options.js'
import type { Recovered, Unsealed } from './recover.js'

/** What a log commits to, signed. */
export interface Checkpoints {
  /** The latest note. */
  readonly note: string | undefined
  /** How many records it covers. */
  readonly size: number
  /** Signs what `frontier` says, and what segments still wait for; resolves to the latest note. @throws PurposeboundError `sink_failed` */
  sign(frontier: Frontier): Promise<string>
  /** Notes a segment that has ended. */
  seal(unsealed: Unsealed): void
}

export interface CheckpointHooks {
  /** Told once that nothing can be signed, and why, and once that it can again. */
  readonly state: (state: 'failing' | 'working', cause?: string) => void
}

/** A signer that is slower than this has failed. */
const SIGN_MS = 5000
/** Notes that a second place has neither taken nor refused yet: of more than these, only later ones will be published. */
const MOST_PUBLISHING = 8

export function createCheckpoints(
  { directory, log, publish }: Settings,
  signer: Signer,
  { signed, unsealed }: Recovered,
  hooks: CheckpointHooks,
): Checkpoints {
  const waiting = [...unsealed]
  let note = signed?.note
  let size = signed?.checkpoint?.size ?? 0
  let failing = false
  let publishing = 0
  let turn: Promise<unknown> = Promise.resolve()

  async function signAll(frontier: Frontier): Promise<string> {
    try {
      for (let next = waiting[0]; next; next = waiting[0]) {
        await sealOne(next)
        waiting.shift()
      }
      if (note === undefined || frontier.size > size) await keep(await signedNote(frontier), frontier.size)
    } catch (error) {
      tell('failing', codeOf(error))
      throw sinkFailed(codeOf(error))
    }
    tell('working')
    return note as string
  }

  async function sealOne({ first, frontier }: Unsealed): Promise<void> {
    const sealed = await signedNote(frontier)
    await replaceFile(directory, noteFile(first), sealed)
    // without it the segment is read again when the log is opened, and with it it is not believed without the note
    await replaceFile(directory, treeFile(first), treeText(frontier))
    if (frontier.size > size) await keep(sealed, frontier.size)
  }

  async function signedNote(frontier: Frontier): Promise<string> {
    const checkpoint: Checkpoint = { log, size: frontier.size, root: createTree(frontier).root() }
    const text = await inTime(signCheckpoint(checkpoint, signer))
    const opened = openCheckpoint(text, log, signer.publicKey)
    if (opened?.size === checkpoint.size) return text
    throw coded('wrong_signature')
  }

  async function keep(text: string, covers: number): Promise<void> {
    await replaceFile(directory, CHECKPOINT_FILE, text)
    note = text
    size = covers
    void publishQuietly(text)
  }

  async function publishQuietly(text: string): Promise<void> {
    if (publishing === MOST_PUBLISHING) return
    publishing += 1
    try {
      await publish(text)
    } catch {
      // a second place that is gone has no say here
    }
    publishing -= 1
  }

  function tell(state: 'failing' | 'working', cause?: string): void {
    if (failing === (state === 'failing')) return
    failing = state === 'failing'
    hooks.state(state, cause)
  }

  return {
    get note() {
      return note
    },
    get size() {
      return size
    },
    seal: (segment) => void waiting.push(segment),
    sign(frontier) {
      const done = turn.then(() => signAll(frontier))
      turn = done.catch(() => {})
      return done
    },
  }
}

function inTime<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(coded('signer_timeout')), SIGN_MS)
    promise.then(resolve, () => reject(coded('signer_failed'))).finally(() => clearTimeout(timer))
  })
}
