import { typeOf } from './eventstoredb-answers.js';
import type { Connection } from './eventstoredb-connection.js';
import { guarded, newEvent } from './eventstoredb-directory.js';
import type { Epoch, Epochs } from './port.js';

/**
 * One stream holds them, an event each. Replicas come and go while others write, so that a start is no break: an epoch is begun where
 * there is none yet, and where the cluster was restored from an older backup.
 */
export const eventStoreDbEpochs = (connection: Connection, ledger: string): Epochs => {
  const stream = `${ledger}_epochs`;
  const list = async (): Promise<readonly Epoch[]> => {
    const epochs: Epoch[] = [];
    for await (const { data } of connection.read(stream)) epochs.push(data as unknown as Epoch);
    return epochs;
  };
  return {
    list: () => guarded(connection, list),
    begin: ({ id, position, startedAt }, after) =>
      guarded(connection, async () => {
        const known = await list();
        if (known.at(-1)?.id !== after) return;
        const expected = known.length === 0 ? 'no_stream' : BigInt(known.length - 1);
        await connection
          .write(stream, expected, [newEvent('EpochBegan', { id, position, startedAt })])
          .catch((error: unknown) => {
            if (typeOf(error) !== 'wrong-expected-version') throw error;
          });
      }),
  };
};
