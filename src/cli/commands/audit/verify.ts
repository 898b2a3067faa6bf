import type { CommandModule } from '../../command.js'

/** Whether an audit log is whole and unaltered. */
export const verify: CommandModule = {
  declare: (command) =>
    command
      .argument('<directory>', 'the folder of the journal')
      .requiredOption('--log <name>', 'the name of the log')
      .option(
        '--key <key>',
        'its verifier key; once more for each it had before',
        (key, keys: string[] = []) => [...keys, key],
      )
      .option('--expect <file>', 'a checkpoint that was kept elsewhere, which the log must extend')
      .option('--unsigned', 'judge the chain alone, of a log that has no signer')
      .option('--max-unsigned <count>', 'how many records may follow the latest checkpoint (default: 5000)'),
  examples: [
    'purposebound audit verify audit --log shop.example/audit --key "$AUDIT_KEY"',
    'purposebound audit verify audit --log shop.example/audit --key "$AUDIT_KEY" --expect kept/checkpoint --json',
  ],
  run: async (given) => (await import('../../answers/audit/verify.js')).verify(given),
}
