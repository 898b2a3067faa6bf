import type { CommandModule } from '../../command.js'
import { Failure } from '../../failure.js'

/** Whether an audit log is whole and unaltered. */
export const verify: CommandModule = {
  declare: (command) => command.argument('<directory>', 'the folder of the journal'),
  examples: ['purposebound audit verify audit --log shop/audit --key "$VKEY"'],
  async run() {
    throw new Failure({ message: 'this version cannot verify a log' })
  },
}
