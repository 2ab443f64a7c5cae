/** Queries of the kinds that are asked most, on the groups of the first simulated district. */
import { ask, DISTRICT } from './simulated.js';

/** The keys of groups, by what the server says. */
export const groupsOf = async (url) => {
  const { groups } = await ask(url, `{ groups(districtId: "${DISTRICT}", first: 50) { nodes { entityId } } }`);
  return groups.nodes.map(({ entityId }) => entityId);
};

const at = (position) => (position === undefined ? '' : `, asOf: { position: ${position} }`);
/** By name, of a group, now or as of a position. */
export const queries = {
  'a group': (group, position) =>
    `{ group(id: "${group}"${at(position)}) { entityId name form formedOn lead { entityId name } members { school { entityId name } } } }`,
  'a fund': (group, position) =>
    `{ group(id: "${group}"${at(position)}) { fund(fiscalYear: 2005) { appropriated { yuan } allocated { yuan } spent { yuan } free { yuan } lines { line purpose allocated { yuan } } } } }`,
  'the groups': (_, position) =>
    `{ groups(districtId: "${DISTRICT}", first: 20${at(position)}) { nodes { entityId name lead { name } } } }`,
  'the schools': (_, position) =>
    `{ schools(districtId: "${DISTRICT}", first: 24${at(position)}) { nodes { entityId name kind phase memberships { since } } } }`,
};
