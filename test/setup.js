// Before each file: outside production graphql asks of every value whether another copy of graphql made it, which is a third of what a
// query costs here. It decides so when it is loaded.
const { NODE_ENV } = process.env;
process.env.NODE_ENV = 'production';
await import('graphql/jsutils/instanceOf.js');
process.env.NODE_ENV = NODE_ENV;
