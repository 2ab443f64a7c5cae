import base from './jest.config.js';

/** What is quick to tell, for while one works: `npm run test:fast`. Everything else, `npm test`. */
export default {
  ...base,
  roots: ['domain', 'commands', 'contract', 'schema', 'graphql'].map((room) => `<rootDir>/test/${room}`),
  testPathIgnorePatterns: [
    // Random histories.
    '/domain/.*properties\\.test\\.ts$',
    // The store over a network; memory and sqlite stay.
    '/contract/eventstoredb',
    '/graphql/(allowed-commands|every-door)\\.test\\.ts$',
  ],
};
