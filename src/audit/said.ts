import { groupOfKey, splitEvaluationId } from '../domain/identity.js';
import { addDays } from '../domain/day.js';
import type { Day, ObjectRef } from '../domain/ledger.js';
import { yuan } from '../domain/money.js';
import { rotationKey, splitPersonKey } from '../domain/person/index.js';
import { revisionIn } from '../projections/council/queries.js';
import type { Held } from '../projections/council/resolution-rows.js';
import { statusOn } from '../projections/person/queries.js';
import type { RotationRow } from '../projections/person/rotation-rows.js';
import type { Row } from '../projections/read-model.js';
import type { ModelName, RowOfModel } from '../projections/read-models.js';

// What the rows of the read models say of objects, field by field: the same words by which a state is compared with another one.

/** A value as JSON has it; sums of money are `{fen, yuan}`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Days from one (included) until another (excluded); null: from ever, or for ever. */
export interface Days {
  readonly since: Day | null;
  readonly until: Day | null;
}

/** Who may read what is said, besides being one who may read the field of the object that its path begins with. */
export interface ReadAs {
  /** A GraphQL type and a field of it. */
  readonly type: string;
  readonly field: string;
  /** What that type's lines in the table of visible fields are asked about; the object itself unless told. */
  readonly source?: object;
}

/** One field of an object and its value on some days; no two rows speak of one field on one day. */
export interface Said extends Days {
  readonly object: ObjectRef;
  /** As in `['lines', '1', 'allocated']`: fields by their GraphQL names; what is in a list, by its key. */
  readonly path: readonly string[];
  readonly value: Json;
  readonly readAs?: ReadAs;
}

/** The path of whether an object exists. */
export const EXISTS: readonly string[] = [];

const ALWAYS: Days = { since: null, until: null };
const money = (fen: number): Json => ({ fen, yuan: yuan(fen) });
const parsed = (json: string): Json => JSON.parse(json) as Json;
/** Of a list of a row that is kept as JSON; an empty one says nothing. */
const listed = (json: string): Json => (json === '[]' ? null : parsed(json));
/** Of what is said of a thing with several parts, those that there are. */
const parts = (fields: Readonly<Record<string, Json>>): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

interface Of {
  readonly object: ObjectRef;
  readonly path?: readonly string[];
  readonly days?: Days;
  readonly readAs?: ReadAs;
}
/** Each field that has a value, under a path. */
const fields = (
  { object, path = [], days = ALWAYS, readAs }: Of,
  values: Readonly<Record<string, Json>>,
): readonly Said[] =>
  Object.entries(values).flatMap(([field, value]) =>
    value === null
      ? []
      : [
          {
            object,
            path: [...path, field],
            since: days.since,
            until: days.until,
            value,
            ...(readAs ? { readAs } : {}),
          },
        ],
  );
/** One thing in a list of the object. */
const listItem = (of: Of & { readonly path: readonly string[] }, value: Json): readonly Said[] =>
  fields({ ...of, path: of.path.slice(0, -1) }, { [of.path.at(-1)!]: value });
const exists = (object: ObjectRef, days: Days, readAs?: ReadAs): Said => ({
  object,
  path: EXISTS,
  value: true,
  ...days,
  ...(readAs ? { readAs } : {}),
});
const isEmpty = ({ since, until }: Days): boolean => since !== null && until !== null && since >= until;

const ref = (type: ObjectRef['type'], key: string): ObjectRef => ({ type, key });

/** What has to be known besides a row. */
export interface About {
  /** Whether the key of a name's owner is that of a group, and not of a school. */
  readonly isGroup: (key: string) => boolean;
}
type Says<Name extends ModelName> = (row: RowOfModel<Name>, about: About) => readonly Said[];

/** Of which objects the dated values are, and what they are called there. */
const dated: Readonly<Record<string, readonly [ObjectRef['type'] | undefined, string, ((value: string) => Json)?]>> = {
  name: [undefined, 'name'],
  standing: ['School', 'standing'],
  isRural: ['School', 'isRural', (value) => value === 'true'],
  regime: ['School', 'leadershipRegime'],
  feature: ['School', 'feature'],
  lead: ['EducationGroup', 'lead'],
  commonFeature: ['EducationGroup', 'commonFeature'],
  chair: ['Council', 'chair'],
  subject: ['Resolution', 'subject'],
  sum: ['Resolution', 'sum', (value) => money(Number(value))],
};

/** A meeting, of which the persons and the minutes are not for everybody. */
const meeting = (of: Of & { readonly path: readonly string[] }, row: Held): readonly Said[] => {
  const { concernedIds, recusedIds, ...votes } = JSON.parse(row.votes) as Readonly<Record<string, Json>>;
  const group = groupOfKey(row.council);
  const readAs: ReadAs = { type: 'Meeting', field: 'minutesNo', source: { group } };
  const persons = (ids: Json | undefined): Json => (Array.isArray(ids) && ids.length > 0 ? (ids as Json) : null);
  return [
    ...fields(of, {
      decided: row.decided,
      council: row.council,
      heldOn: row.heldOn,
      onBehalf: row.onBehalf,
      ...(votes['caretaker'] === true ? { caretaker: true } : {}),
      ballot: votes['ballot'] ?? null,
      quorum: votes['quorum'] ?? null,
      majority: votes['majority'] ?? null,
    }),
    ...fields(
      { ...of, readAs },
      { minutesNo: row.minutesNo, concerned: persons(concernedIds), recused: persons(recusedIds) },
    ),
  ];
};

interface Rest {
  readonly from: Day;
  readonly until?: Day;
}

/** Where a rotation stands, day by day. */
const statuses = (object: ObjectRef, path: readonly string[], row: RotationRow): readonly Said[] => {
  const { proposedOn, decidedOn, arrivedOn, endOn } = row;
  const suspended = (JSON.parse(row.suspensions) as readonly Rest[]).flatMap(({ from, until }) => [from, until]);
  const known = [proposedOn, decidedOn, arrivedOn, endOn, endOn && addDays(endOn, 1), ...suspended];
  const turns = [...new Set(known.filter((day): day is Day => typeof day === 'string'))].sort();
  return turns.flatMap((since, index) => {
    const value = statusOn(row, since);
    return value === undefined
      ? []
      : fields({ object, path, days: { since, until: turns[index + 1] ?? null } }, { status: value });
  });
};

/** A rotation, as itself and as one of a person's: `path` is where it stands there. */
const rotation = (row: RotationRow, object: ObjectRef, path: readonly string[] = []): readonly Said[] => {
  const asRotation = (field: string): { readonly readAs?: ReadAs } =>
    path.length === 0 ? {} : { readAs: { type: 'Rotation', field, source: { row } } };
  const rotationOnly = { object, path, ...asRotation('number') };
  return [
    ...fields(rotationOnly, {
      scheme: row.scheme,
      group: row.group,
      mode: row.mode,
      share: row.share,
      fromSchool: row.fromSchool,
      toSchool: row.toSchool,
      subject: row.subject,
      post: row.post,
      personnelRelation: row.personnelRelation,
      from: row.since,
      to: row.to,
      until: row.until,
      decidedOn: row.decidedOn,
      resolution: row.resolution,
      onBehalf: row.onBehalf,
      extensions: listed(row.extensions),
      arrivedOn: row.arrivedOn,
      service: listed(row.services),
      endedOn: row.endOn,
    }),
    ...statuses(object, path, row).map((said) => ({ ...said, ...asRotation('status') })),
    ...fields(
      { ...rotationOnly, ...asRotation('eligibility') },
      { eligibility: listed(row.eligibility), suspensions: listed(row.suspensions) },
    ),
  ];
};

const paidBy = (fund: string): ReadAs => ({
  type: 'FundLine',
  field: 'contracts',
  source: { of: { group: groupOfKey(fund) } },
});
const numberOf = (key: string): string => String(revisionIn(key));

/** What each read model's rows say. What only serves other rows says nothing. */
const says: { readonly [Name in ModelName]: Says<Name> } = {
  districts: ({ key, name, openedOn }) => {
    const object = ref('District', key);
    return [exists(object, { since: openedOn, until: null }), ...fields({ object }, { name })];
  },
  schools: (row) => {
    const object = ref('School', row.key);
    const { code, kind, partOf, phase, ownership, legalPerson, aliases, openedOn, closedOn } = row;
    return [
      exists(object, { since: openedOn, until: closedOn }),
      ...fields(
        { object },
        { code, kind, partOf, phase, ownership, legalPerson, aliases: listed(aliases), openedOn, closedOn },
      ),
    ];
  },
  successions: ({ merged, into, since }) => [
    ...listItem({ object: ref('School', merged), path: ['successors', into], days: { since, until: null } }, true),
    ...listItem({ object: ref('School', into), path: ['predecessors', merged], days: { since, until: null } }, true),
  ],
  groups: ({ key, code, form, formedOn, dissolvedOn, besideGroup }) => {
    const object = ref('EducationGroup', key);
    return [
      exists(object, { since: formedOn, until: dissolvedOn }),
      ...fields({ object }, { code, form, formedOn, dissolvedOn, besideGroup }),
    ];
  },
  memberships: ({ key, group, school, since, until }) => [
    exists(ref('Membership', key), { since, until }),
    ...fields({ object: ref('Membership', key) }, { group, school, since, until }),
    ...listItem({ object: ref('EducationGroup', group), path: ['members', school], days: { since, until } }, true),
    ...listItem({ object: ref('School', school), path: ['memberships', group], days: { since, until } }, true),
  ],
  datedValues: ({ owner, since, until, value }, { isGroup }) => {
    const cut = owner.lastIndexOf('/');
    const key = owner.slice(0, cut);
    const [type = isGroup(key) ? 'EducationGroup' : 'School', field, read = String] = dated[owner.slice(cut + 1)]!;
    const readAs: ReadAs | undefined = type === 'Council' ? { type: 'Council', field: 'seats' } : undefined;
    return fields(
      { object: ref(type, key), days: { since, until }, ...(readAs ? { readAs } : {}) },
      { [field]: read(value) },
    );
  },
  councils: ({ key, group, ordinal, termFrom, termTo, changedSinceFiling }) => {
    const object = ref('Council', key);
    return [
      exists(object, { since: termFrom, until: addDays(termTo, 1) }),
      ...fields({ object }, { group, ordinal, termFrom, termTo }),
      ...fields({ object, path: ['filing'] }, { changesUnfiled: changedSinceFiling === 1 }),
    ];
  },
  filingSteps: ({ key, council, status, since, documentNo, reason }) => {
    const of = {
      object: ref('Council', council),
      path: ['filing', 'steps', numberOf(key)],
      days: { since, until: null },
    };
    const group = groupOfKey(council);
    return [
      ...fields(of, { status, documentNo }),
      ...fields({ ...of, readAs: { type: 'Filing', field: 'reason', source: { group } } }, { reason }),
    ];
  },
  seats: ({ key, council, person, school, post, since, until }) => {
    const object = ref('CouncilSeat', key);
    const days = { since, until };
    const seat = parts({ recommendedBy: school, post });
    return [
      exists(object, days),
      ...fields({ object }, { council, person, recommendedBy: school, post, since, until }),
      ...listItem({ object: ref('Council', council), path: ['seats', person], days }, seat),
      ...listItem({ object: ref('Person', person), path: ['seats', council], days }, seat),
    ];
  },
  recommendations: ({ key, group, school, person, recommendedOn, withdrawnOn, usedOn }) => {
    const object = ref('Recommendation', key);
    const days = { since: recommendedOn, until: withdrawnOn ?? usedOn };
    return [
      exists(object, days),
      ...fields({ object }, { school, person, recommendedOn, withdrawnOn, usedOn }),
      ...listItem(
        { object: ref('EducationGroup', group), path: ['recommendations', `${school}/${person}`], days },
        true,
      ),
    ];
  },
  charters: ({ owner, since, until, value }) => {
    const { meeting: met, ...charter } = JSON.parse(value) as { readonly [field: string]: Json } & {
      readonly meeting?: Held & Json;
    };
    const of = { object: ref('EducationGroup', owner), path: ['charter'], days: { since, until } };
    return [...fields(of, charter), ...(met ? meeting({ ...of, path: ['charter', 'meeting'] }, met) : [])];
  },
  resolutions: ({ key, group, number, kind, fiscalYear, effectiveOn, repealedOn }) => {
    const object = ref('Resolution', key);
    return [
      exists(object, { since: effectiveOn, until: repealedOn }),
      ...fields({ object }, { group, number, kind, fiscalYear, effectiveOn, repealedOn }),
    ];
  },
  meetings: (row) => meeting({ object: ref('Resolution', row.resolution), path: ['meetings', numberOf(row.key)] }, row),
  persons: ({ key, school, commitment }) => {
    const object = ref('Person', key);
    return [
      exists(object, ALWAYS),
      ...fields({ object }, { school }),
      ...fields(
        { object, readAs: { type: 'Person', field: 'name' } },
        { details: commitment === null ? 'ERASED' : commitment },
      ),
    ];
  },
  employments: ({ person, employer, home, since, until }) =>
    fields({ object: ref('Person', person), days: { since, until } }, { employment: { employer, homeSchool: home } }),
  posts: ({ key, person, school, kind, title, share, since, until }) => {
    const object = ref('Post', key);
    return [
      exists(object, { since, until }, { type: 'Post', field: 'since' }),
      ...fields({ object }, { person, school, kind, title, share, since, until }),
      ...listItem(
        { object: ref('Person', person), path: ['posts', String(splitPersonKey(key).number)], days: { since, until } },
        parts({ kind, title, school, share }),
      ),
    ];
  },
  qualifications: ({ person, field, value, since, until }) =>
    fields(
      { object: ref('Person', person), path: ['qualification'], days: { since, until } },
      { [field]: field === 'subjects' ? parsed(value) : value },
    ),
  rotations: (row) => {
    const object = ref('Rotation', row.key);
    const [first = null] = [row.proposedOn, row.decidedOn].filter((day) => day !== null).sort();
    return [
      exists(object, { since: first, until: null }, { type: 'Rotation', field: 'from' }),
      ...fields({ object }, { person: row.person, number: row.number }),
      ...rotation(row, object),
      ...rotation(row, ref('Person', row.person), ['rotations', String(row.number)]),
    ];
  },
  credits: ({ key, person, purpose, cycle, months, rotations, on }) => {
    const counted = parsed(rotations) as readonly number[];
    const credit = { purpose, cycle, months, rotations: counted, recognisedOn: on };
    const path = ['credits', numberOf(key)];
    const days = { since: on, until: null };
    return [
      ...listItem({ object: ref('Person', person), path, days }, credit),
      ...counted.flatMap((number) =>
        listItem({ object: ref('Rotation', rotationKey(person, number)), path, days }, credit),
      ),
    ];
  },
  policies: ({ key, code, kind, title, documentNo, clause, rules, since, until }) => {
    const object = ref('Policy', key);
    return [
      exists(object, { since, until }),
      ...fields({ object }, { code, kind, title, documentNo, clause, rules: parsed(rules), since, until }),
    ];
  },
  indicatorRecords: ({ key, school, schoolYear }) => {
    const object = ref('SchoolIndicators', key);
    return [exists(object, ALWAYS), ...fields({ object }, { school, schoolYear })];
  },
  figures: ({ key, record, value, since }) =>
    listItem(
      {
        object: ref('SchoolIndicators', record),
        path: ['figures', key.slice(record.length + 1)],
        days: { since, until: null },
      },
      value,
    ),
  surveys: ({ key, population, respondents, satisfied, since }) =>
    fields(
      { object: ref('SchoolIndicators', key), days: { since, until: null } },
      { survey: { population, respondents, satisfied } },
    ),
  funds: (row) => {
    const object = ref('Fund', row.key);
    const { group, fiscalYear, appropriated, carriedIn, allocated, free, carriedOut, returned, closedOn } = row;
    const sums = { appropriated, carriedIn, allocated, free, carriedOut, returned };
    return [
      exists(object, ALWAYS),
      ...fields(
        { object },
        {
          group,
          fiscalYear,
          ...Object.fromEntries(Object.entries(sums).map(([name, fen]) => [name, money(fen)])),
          closedOn,
        },
      ),
    ];
  },
  evaluations: ({ key, period, number, kind, topic, office, documentNo, methods, openedOn }) => {
    const object = ref('Evaluation', key);
    return [
      exists(object, { since: openedOn, until: null }),
      ...fields({ object }, { period, number, kind, topic, office, documentNo, methods: parsed(methods), openedOn }),
    ];
  },
  evaluationParts: ({ evaluation, part, number, on, said }) =>
    listItem(
      {
        object: ref('Evaluation', evaluation),
        path: [part, String(number)],
        days: { since: on, until: null },
        readAs: { type: 'Evaluation', field: part, source: { row: splitEvaluationId(evaluation) } },
      },
      parsed(said),
    ),
  tranches: ({ key, fund, kind, fen, documentNo, on }) =>
    listItem(
      { object: ref('Fund', fund), path: ['tranches', numberOf(key)], days: { since: on, until: null } },
      { kind, amount: money(fen), documentNo, receivedOn: on },
    ),
  carries: ({ key, fund, direction, originYear, fen, on }) =>
    listItem(
      { object: ref('Fund', fund), path: ['carries', key.slice(fund.length + 1)], days: { since: on, until: null } },
      { direction, originYear, amount: money(fen), on },
    ),
  movements: () => [],
  allocations: () => [],
  fundLines: ({ fund, line, purpose, school, resolution, suspended, allocated, committed, spent, unspent }) =>
    fields(
      { object: ref('Fund', fund), path: ['lines', String(line)] },
      {
        purpose,
        school,
        resolution,
        suspended: suspended === 1,
        allocated: money(allocated),
        committed: money(committed),
        spent: money(spent),
        unspent: money(unspent),
      },
    ),
  contracts: ({ fund, line, contractNo, supplier, fen, signedOn }) =>
    fields(
      {
        object: ref('Fund', fund),
        path: ['lines', String(line), 'contracts', contractNo],
        days: { since: signedOn, until: null },
        readAs: paidBy(fund),
      },
      { supplier, amount: money(fen), signedOn },
    ),
  contractChanges: ({ key, fund, line, contractNo, kind, fen, on }) =>
    listItem(
      {
        object: ref('Fund', fund),
        path: ['lines', String(line), 'contracts', contractNo, 'changes', numberOf(key)],
        days: { since: on, until: null },
        readAs: paidBy(fund),
      },
      { kind, amount: money(fen), on },
    ),
  expenditures: (row) =>
    fields(
      {
        object: ref('Fund', row.fund),
        path: ['lines', String(row.line), 'expenditures', row.voucher],
        days: { since: row.paidOn, until: null },
        readAs: paidBy(row.fund),
      },
      {
        amount: money(row.fen),
        supplier: row.supplier,
        contractNo: row.contractNo,
        invoiceNo: row.invoiceNo,
        paidOn: row.paidOn,
        reversedOn: row.reversedOn,
      },
    ),
  refunds: ({ key, fund, line, voucher, refundVoucher, fen, on }) =>
    listItem(
      {
        object: ref('Fund', fund),
        path: ['lines', String(line), 'expenditures', voucher, 'refunds', numberOf(key)],
        days: { since: on, until: null },
        readAs: paidBy(fund),
      },
      { amount: money(fen), voucher: refundVoucher, on },
    ),
};

/** What a row says of objects; where it holds on no day (ended before it began) nothing. */
export const saidBy = (model: ModelName, row: Row, about: About): readonly Said[] =>
  (says[model] as (row: Row, about: About) => readonly Said[])(row, about).filter((said) => !isEmpty(said));

/** Whether what is said, or changed, is of an object. */
export const isOf =
  ({ type, key }: ObjectRef) =>
  ({ object }: Pick<Said, 'object'>): boolean =>
    object.type === type && object.key === key;
