import type { CommandModule } from './command.js'

/** A command by its name and summary; the rest is loaded when it is asked for, so that the start costs little. */
export interface Entry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<CommandModule>
  /** Commands below it, as in `purposebound notice check`. */
  readonly commands?: readonly Entry[]
}

/** Commands under one word, as in `purposebound audit verify`. */
export interface Group {
  readonly name: string
  readonly summary: string
  readonly commands: readonly Entry[]
}

const AUDIT: Group = {
  name: 'audit',
  summary: 'verify and read an audit log',
  commands: [
    {
      name: 'verify',
      summary: 'say whether a log is whole and unaltered, or where it is not',
      load: async () => (await import('./commands/audit/verify.js')).verify,
    },
    {
      name: 'tail',
      summary: 'show the latest records, and those to come',
      load: async () => (await import('./commands/audit/tail.js')).tail,
    },
    {
      name: 'who',
      summary: "say who used one person's data, for which purposes, and what was shown",
      load: async () => (await import('./commands/audit/who.js')).who,
    },
    {
      name: 'actor',
      summary: 'say whose data one actor saw between two times',
      load: async () => (await import('./commands/audit/actor.js')).actor,
    },
  ],
}

const SUBJECT: Group = {
  name: 'subject',
  summary: 'answer what a person asks for',
  commands: [
    {
      name: 'report',
      summary: 'say what is held about one person, what for, who used it and to whom it went',
      load: async () => (await import('./commands/subject/report.js')).report,
    },
  ],
}

/** Every command there is, in the order of `--help`. */
export const COMMANDS: readonly (Entry | Group)[] = [
  {
    name: 'init',
    summary: 'write a policy, a test of it and an example that run',
    load: async () => (await import('./commands/init.js')).init,
  },
  {
    name: 'check',
    summary: 'say what is wrong with a policy, and what is odd about it',
    load: async () => (await import('./commands/check.js')).check,
  },
  {
    name: 'explain',
    summary: 'say what a role sees for a purpose, and why not more',
    load: async () => (await import('./commands/explain.js')).explain,
  },
  {
    name: 'matrix',
    summary: 'say everything that every role sees for every purpose',
    load: async () => (await import('./commands/matrix.js')).matrix,
  },
  {
    name: 'prove',
    summary: 'prove claims about a policy, or show a counter-example',
    load: async () => (await import('./commands/prove.js')).prove,
  },
  {
    name: 'diff',
    summary: 'say what a new policy permits that the old one does not, whom to tell and whom to ask',
    load: async () => (await import('./commands/diff.js')).diff,
  },
  {
    name: 'notice',
    summary: 'write the privacy notice of a policy, or check a published one against it',
    load: async () => (await import('./commands/notice.js')).notice,
    commands: [
      {
        name: 'check',
        summary: 'say where a published notice and the policy differ',
        load: async () => (await import('./commands/notice-check.js')).noticeCheck,
      },
    ],
  },
  {
    name: 'ropa',
    summary: 'write the record of processing of a policy (GDPR 30)',
    load: async () => (await import('./commands/ropa.js')).ropa,
  },
  {
    name: 'replay',
    summary: 'decide again what is on record, under another policy',
    load: async () => (await import('./commands/replay.js')).replay,
  },
  {
    name: 'test',
    summary: 'run tables of expectations (*.policy-test.yaml)',
    load: async () => (await import('./commands/test.js')).test,
  },
  {
    name: 'coverage',
    summary: 'say which grants no test or record exercised',
    load: async () => (await import('./commands/coverage.js')).coverage,
  },
  AUDIT,
  SUBJECT,
]
