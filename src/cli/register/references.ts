import type { Register } from './format.js';
import type { JsonPath } from './json.js';

/** A place of the file that names something the file does not hold. */
export interface BrokenReference {
  readonly path: JsonPath;
  readonly message: string;
}

/**
 * Whether codes are there once and every code that is named is there: only what makes a file one file. What the codes may be used
 * for (a lead that is a member, a part that is no part's part) is the domain's to say.
 */
export const brokenReferences = ({ units, groups }: Register): readonly BrokenReference[] => {
  const unitCodes = new Set(units.map(({ code }) => code));
  const groupCodes = new Set(groups.map(({ code }) => code));
  const noUnit = (code: string | null | undefined, ...path: JsonPath): BrokenReference[] =>
    code == null || unitCodes.has(code) ? [] : [{ path, message: 'the file has no unit with this code' }];
  return [
    ...repeated('units', units),
    ...repeated('groups', groups),
    ...units.flatMap(({ partOf }, index) => noUnit(partOf, 'units', index, 'partOf')),
    ...groups.flatMap(({ members, lead, besideGroup }, index) => [
      ...members.flatMap((code, place) => noUnit(code, 'groups', index, 'members', place)),
      ...noUnit(lead, 'groups', index, 'lead'),
      ...(besideGroup == null || groupCodes.has(besideGroup)
        ? []
        : [{ path: ['groups', index, 'besideGroup'], message: 'the file has no group with this code' }]),
    ]),
  ];
};

const repeated = (list: 'units' | 'groups', things: readonly { readonly code: string }[]): BrokenReference[] =>
  things.flatMap(({ code }, index) => {
    const first = things.findIndex((other) => other.code === code);
    return first === index
      ? []
      : [{ path: [list, index, 'code'], message: `this code is there twice, first at ${list}[${first}]` }];
  });
