import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import type { NodeType } from '../../src/graphql/shared/ids.js';
import type { Choose } from './choose.js';
import {
  anyPlace,
  dayOf,
  idOf,
  keyOf,
  placeOf,
  strangeJson,
  strangeNumbers,
  strangeTexts,
  textOf,
  uuidOf,
  type Place,
} from './values.js';

type Input = Readonly<Record<string, unknown>>;

/** Which objects the id fields of inputs name; members are schools of a group, or persons on a council. */
const idFields: Readonly<Record<string, NodeType>> = {
  districtId: 'District',
  schoolId: 'School',
  leadId: 'School',
  intoId: 'School',
  partOfId: 'School',
  schoolIds: 'School',
  memberIds: 'School',
  groupId: 'EducationGroup',
  besideGroupId: 'EducationGroup',
  councilId: 'Council',
  personId: 'Person',
  homeSchoolId: 'School',
  employerSchoolId: 'School',
  fromSchoolId: 'School',
  toSchoolId: 'School',
  postId: 'Post',
  rotationId: 'Rotation',
  rotationIds: 'Rotation',
  chairId: 'Person',
  concernedIds: 'Person',
  recusedIds: 'Person',
  fundId: 'Fund',
  resolutionId: 'Resolution',
  policyId: 'Policy',
  eventId: 'LedgerEvent',
};

/** An input that the schema allows, about one place: all that is needed and some of the rest. */
export const inputOf = (choose: Choose, type: GraphQLInputObjectType, place = anyPlace(choose)): Input => {
  if (type.name === 'CommandInput') return commandOf(choose);
  const fields = Object.values(type.getFields()).filter((field) => isNonNullType(field.type) || choose.chance(40));
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(choose, type, field.name, field.type, place)]));
};

/** What comes with every command; the day and the paper are mostly such that a bureau may. */
export const commandOf = (choose: Choose): Input => ({
  commandId: uuidOf(choose),
  basis: choose.chance(90) ? [{ title: '依据', documentNo: `试〔2026〕${choose.below(100)}号` }] : [],
  effectiveOn: choose.chance(60) ? '2026-11-24' : dayOf(choose),
  ...(choose.chance(10) ? { reason: textOf(choose) } : {}),
  ...(choose.chance(5) ? { expectedRevision: choose.one([0, 1, 5, ...strangeNumbers]) } : {}),
  ...(choose.chance(5) ? { assumed: [choose.one(['effectiveOn', 'lines.1.fen', textOf(choose)])] } : {}),
  ...(choose.chance(30) ? { validateOnly: choose.chance(80) } : {}),
});

const valueOf = (
  choose: Choose,
  parent: GraphQLInputObjectType,
  name: string,
  type: GraphQLInputType,
  place: Place,
): unknown => {
  const list = getNullableType(type);
  if (isListType(list))
    return Array.from({ length: choose.one([0, 1, 2, 2, 3]) }, () => valueOf(choose, parent, name, list.ofType, place));
  const of = getNamedType(type);
  const object = name === 'memberIds' && parent.name === 'AppointCouncilInput' ? 'Person' : idFields[name];
  if (object) return idOf(object, choose, place);
  if (isEnumType(of)) return choose.one(of.getValues()).name;
  if (isInputObjectType(of)) return inputOf(choose, of, place);
  switch (of.name) {
    case 'Boolean':
      return choose.chance(50);
    case 'Date':
      return dayOf(choose);
    case 'UUID':
      return uuidOf(choose);
    case 'JSON':
      return choose.chance(50)
        ? strangeJson(choose)
        : { groupCode: keyOf('EducationGroup', choose, place).split('.')[1], name: textOf(choose) };
    case 'Int':
    case 'SafeInt':
      return choose.chance(85)
        ? choose.one(/[yY]ear/.test(name) ? [2025, 2026, 2026, 3] : [1, 1, 2, 100, 10_000])
        : choose.one(strangeNumbers);
    default:
      if (name === 'code') return choose.one(['N1', 'N2', 'N3', 'P1', 'S08', 'G02', 'A01', textOf(choose)]);
      if (name === 'phone' || name === 'identityNumber') return privateText(place.district, choose, '密');
      if (name === 'name' && 'identityNumber' in parent.getFields()) return privateText(place.district, choose);
      return name === 'documentNo' ? choose.one(['试〔2026〕1号', textOf(choose)]) : textOf(choose);
  }
};

/** A name of a person (隐) or what else is held of one (密): the mark says what it is, and the district whose it is. */
export const privateText = (district: string, choose: Choose, mark: '隐' | '密' = '隐'): string =>
  `${mark}${district}${mark}${choose.below(1000)}`;

/** The same input with one thing in it that is not as it should be. */
export const nearly = (choose: Choose, input: Input): Input => {
  const copy = structuredClone(input) as Record<string, unknown>;
  const places: [Record<string, unknown>, string][] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  const [holder, key] = choose.one(places.filter(([, name]) => name !== 'command'));
  const before = holder[key];
  const facts = 'facts' in copy && (holder === copy['facts'] || key === 'facts');
  const change = choose.below(10);
  if (change === 0) delete holder[key];
  else if (change === 1) holder[key] = null;
  else if (facts && change < 7) holder[key] = strangeJson(choose);
  else if (Array.isArray(before) && change < 8)
    holder[key] =
      change < 4
        ? []
        : change < 6
          ? [...(before as unknown[]), ...(before as unknown[])]
          : Array.from({ length: 201 }, () => (before as unknown[])[0] ?? 'x');
  else if (typeof before === 'number') holder[key] = choose.one([...strangeNumbers, String(before)]);
  else if (typeof before === 'boolean') holder[key] = choose.one([!before, 'true', 0]);
  else if (/On$|From$|To$|Date$/.test(key))
    holder[key] = choose.one([dayOf(choose), '1899-12-31', '9999-12-31', '2015-01-01', '2026-02-30']);
  else if (/Ids?$/.test(key))
    holder[key] = idOf(
      choose.one(['School', 'Person', 'EducationGroup', 'Fund', 'Resolution', 'LedgerEvent'] as const),
      choose,
      placeOf(undefined),
    );
  else holder[key] = choose.one([...strangeTexts, textOf(choose), 1, {}, []]);
  return copy;
};
