import { openRevocations } from '../eventstore/open.js';
import { readConfiguration } from '../server/configuration.js';
import { UsageError, type CliCommand } from './command.js';

/** `edugroup revoke SUBJECT`: whoever has a token of that subject has to sign in again. */
export const revokeCommand: CliCommand = {
  name: 'revoke',
  summary: 'Refuses all tokens of a subject that were issued until now, also while a server runs, and in production.',
  positionals: ['SUBJECT'],
  options: {},
  details: [
    '',
    'SUBJECT is what tokens say in `sub`: the pseudonym of an actor. Every server on this store notices within a few seconds, and ends the',
    "subject's open connections. Tokens issued in the next few seconds are refused as well, because clocks differ.",
  ],
  run: async ({ positionals: [subject = ''] }, terminal) => {
    const { isSubject, revokedUntil } = await import('../server/sign-in.js');
    if (!isSubject(subject)) throw new UsageError('SUBJECT must be 1 to 64 letters, digits and . _ : -');
    const { eventStoreUrl, ledger } = readConfiguration(terminal.env);
    const { revocations, close } = await openRevocations(eventStoreUrl, { ledger, log: terminal.error });
    try {
      const notBefore = revokedUntil(Date.now() / 1000);
      await revocations.revoke(subject, notBefore);
      terminal.out(
        `Tokens of ${subject} that were issued before ${new Date(notBefore * 1000).toISOString()} are refused.`,
      );
    } finally {
      await close();
    }
  },
};
