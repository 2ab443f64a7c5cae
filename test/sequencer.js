import SequencerModule from '@jest/test-sequencer';

const Sequencer = SequencerModule.default ?? SequencerModule;

/** What takes longest, first: else a worker is left alone with it at the end, for a fresh clone knows no durations. */
const LONGEST = [
  'contract/eventstoredb-fake',
  'fuzz/fuzz',
  'cli/sigkill',
  'cli/serve',
  'server/answers',
  'audit/object',
  'contract/sqlite',
  'graphql/warnings',
  'cli/demo-ledger',
  'graphql/allowed-on-persons',
  'eventstore/eventstoredb',
  'projections/temporal',
  'cli/audit',
  'cli/backup',
  'cli/report',
  'cli/stores',
  'architecture',
  'processes/killed',
  'readme',
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return place === -1 ? LONGEST.length : place;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
