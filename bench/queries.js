/** Queries of the kinds that are asked most, on the groups of the first simulated district. */
import { ask, DISTRICT } from './simulated.js';

/** The keys of groups, by what the server says. */
export const groupsOf = async (url) => {
  const { groups } = await ask(url, `{ groups(districtId: "${DISTRICT}", first: 50) { nodes { entityId } } }`);
  return groups.nodes.map(({ entityId }) => entityId);
};

const fields = {
  'a group': `group(id: $group AT) { entityId name form formedOn lead { entityId name } members { school { entityId name } } }`,
  'a fund': `group(id: $group AT) { fund(fiscalYear: 2005) { appropriated { yuan } allocated { yuan } spent { yuan } free { yuan } lines { line purpose allocated { yuan } } } }`,
  'the groups': `groups(districtId: "${DISTRICT}", first: 20 AT) { nodes { entityId name lead { name } } }`,
  'the schools': `schools(districtId: "${DISTRICT}", first: 24 AT) { nodes { entityId name kind phase memberships { since } } }`,
};
/** By name, what is sent to ask of a group, now or as of a position: a query with variables, as a client has it. */
export const queries = Object.fromEntries(
  Object.entries(fields).map(([name, field]) => [
    name,
    (group, position) => {
      const isOf = field.includes('$group');
      const given = [...(isOf ? ['$group: ID!'] : []), ...(position === undefined ? [] : ['$position: SafeInt!'])];
      const asOf = position === undefined ? '' : ', asOf: { position: $position }';
      return {
        query: `query ${given.length > 0 ? `(${given.join(', ')})` : ''} { ${field.replace(' AT', asOf)} }`,
        variables: { ...(isOf ? { group } : {}), ...(position === undefined ? {} : { position }) },
      };
    },
  ]),
);
