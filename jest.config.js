/** Swc strips the types; the type check is a step of its own (`npm run lint`). */
export default {
  testEnvironment: '<rootDir>/test/environment.js',
  // Not because tests are there: what changed there tells which tests to run again.
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        sourceMaps: 'inline',
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  setupFiles: ['<rootDir>/test/setup.js'],
  reporters: ['default', '<rootDir>/test/reporter.js'],
  testSequencer: '<rootDir>/test/sequencer.js',
  testTimeout: 60_000,
  // Jest leaves a core to others, which on two cores is one file at a time; files that wait for processes leave half a core free.
  maxWorkers: 3,
  // A worker that has run many files spends its time collecting garbage: it is replaced.
  workerIdleMemoryLimit: '1GB',
};
