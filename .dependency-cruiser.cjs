/** The allowed imports of DESIGN.md, room by room; test/architecture.test.ts holds them. */
const may = {
  domain: [],
  eventstore: ['domain'],
  commands: ['domain', 'eventstore'],
  projections: ['domain', 'eventstore'],
  processes: ['domain', 'commands', 'projections', 'eventstore'],
  audit: ['domain', 'projections', 'eventstore'],
  graphql: ['domain', 'commands', 'projections', 'audit'],
};

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([room, others]) => ({
      name: `${room}-imports`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: [room, ...others].map((other) => `^src/${other}/`) },
    })),
    { name: 'domain-is-pure', severity: 'error', from: { path: '^src/domain/' }, to: { pathNot: '^src/domain/' } },
    { name: 'server-below-cli', severity: 'error', from: { path: '^src/server/' }, to: { path: '^src/cli/' } },
    {
      name: 'type-graphql-in-graphql-only',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/graphql/' },
      to: { path: 'node_modules/(type-graphql|class-validator)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
