import type { Principal } from '../../commands/command.js';
import { isCorrection } from '../../domain/correction.js';
import type { DomainEvent, ObjectRef, Role } from '../../domain/ledger.js';
import { personStream, schoolId, splitId, splitIndicatorStream, streamKey } from '../../domain/identity.js';
import { rotationKey } from '../../domain/person/index.js';
import { publicFields } from '../../domain/sentence.js';
import { counts, isToldIn, type EventFilter, type IndexedEntry, type Subject } from '../../projections/event-index.js';
import { holdsOn } from '../../projections/intervals.js';
import type { RotationRow } from '../../projections/person/rotation-rows.js';
import type { PersonRow } from '../../projections/person/rows.js';
import type { LedgerEntry } from '../../projections/read-model.js';
import type { Context } from '../context.js';
import { isPosition } from './ids.js';

/** Whether somebody in a role may read a thing of that kind; what the asker may see goes by the request's own moment. */
type Rule<Thing> = (context: Context, thing: Thing) => boolean;
type Rules<Thing> = { readonly [R in Role]?: Rule<Thing> };

const always = (): boolean => true;

/** The district of the token: as claimed, or that of the group or school claimed. */
export const districtOfAsker = ({ district, group, school }: Principal): string | undefined =>
  district ?? splitId(group ?? school ?? '').district;

const bureauOfPerson: Rule<PersonRow> = ({ principal }, { school }) =>
  principal.district !== undefined && principal.district === splitId(school).district;
const schoolOfPerson: Rule<PersonRow> = ({ principal }, { school }) =>
  principal.school !== undefined && principal.school === school;
/** On the group's council on that day or before, or of a school that is a member of the group; being recommended discloses nothing. */
const councilOfPerson: Rule<PersonRow> = ({ principal: { group }, read, request: { at } }, { key, school }) =>
  group !== undefined &&
  (read.memberships
    .by('school', school, at.position)
    .some((row) => row.group === group && holdsOn(row, at.effectiveOn)) ||
    read.seats
      .by('person', key, at.position)
      .some(({ council, since }) => council.startsWith(`${group}.`) && since <= at.effectiveOn));
/** A group or school of the asker's district. */
const inDistrict: Rule<string> = ({ principal }, key) =>
  splitId(key).district !== '' && splitId(key).district === districtOfAsker(principal);
/** A rotation from or to a school of the asker's district. */
const rotationOfDistrict: Rule<RotationRow> = (context, { fromSchool, toSchool }) =>
  inDistrict(context, fromSchool) || inDistrict(context, toSchool);
const rotationOfSchool: Rule<RotationRow> = ({ principal: { school } }, { fromSchool, toSchool }) =>
  school !== undefined && (school === fromSchool || school === toSchool);
const rotationOfGroup: Rule<RotationRow> = ({ principal: { group } }, row) =>
  group !== undefined && group === row.group;
const ownDistrict: Rule<string> = ({ principal }, district) => districtOfAsker(principal) === district;
const oneself: Rule<string> = ({ principal }, actor) => principal.actor.id === actor;

/** The council's own group. */
const ownGroup: Rule<string> = ({ principal }, group) => principal.group !== undefined && principal.group === group;
/** A group that the school is a member of at present: who leaves it reads no more of it, who joins it reads its past too. */
const groupOfSchool: Rule<string> = ({ principal: { school }, read, request: { at } }, group) =>
  school !== undefined &&
  read.memberships.by('school', school, at.position).some((row) => row.group === group && holdsOn(row, at.effectiveOn));

/** What is evaluated is the school itself, or a group that it is a member of. */
const scopeOfSchool: Rule<string> = (context, scope) =>
  context.principal.school === scope || groupOfSchool(context, scope);
/** What is evaluated is the council's group, or a school that is a member of it at present. */
const scopeOfCouncil: Rule<string> = (context, scope) => {
  const { principal, read, request } = context;
  return (
    ownGroup(context, scope) ||
    read.memberships
      .by('school', scope, request.at.position)
      .some((row) => row.group === principal.group && holdsOn(row, request.at.effectiveOn))
  );
};
/** The school itself, or one that is in a group with it at present. */
const ownOrBesideIt: Rule<string> = (context, school) =>
  context.principal.school === school ||
  context.read.memberships
    .by('school', school, context.request.at.position)
    .some((row) => holdsOn(row, context.request.at.effectiveOn) && groupOfSchool(context, row.group));

/** The school that entered a person, where a stream is a person's. */
const schoolOfStream = ({ read, services }: Context, stream: string): string | undefined =>
  stream.startsWith(personStream(''))
    ? read.persons.byKey(streamKey(stream), services.runner.head())?.school
    : undefined;
const eventOfDistrict: Rule<LedgerEntry> = (context, { stream }) => {
  const district = (
    stream.startsWith(personStream('')) ? (schoolOfStream(context, stream) ?? '') : streamKey(stream)
  ).split('.')[0];
  return district !== '' && district === districtOfAsker(context.principal);
};
/** An event belongs to the groups that it touches. */
const eventOfGroup =
  (own: Rule<string>): Rule<LedgerEntry> =>
  (context, { position }) =>
    context.read.events.touchedBy(position).some(({ type, key }) => type === 'EducationGroup' && own(context, key));
const eventOfOwnGroup: Rule<LedgerEntry> = (context, entry) => eventOfGroup(ownGroup)(context, entry);
/** So do all events of a council or fund; those of the register and of persons concern the school that they are about as well. */
const eventOfSchool: Rule<LedgerEntry> = (context, entry) => {
  const {
    principal: { school },
    read,
  } = context;
  if (school === undefined) return false;
  if (eventOfGroup(groupOfSchool)(context, entry)) return true;
  if (/^(council|fund)-/.test(entry.stream)) return false;
  return (
    schoolOfStream(context, entry.stream) === school ||
    read.events.touchedBy(entry.position).some(({ type, key }) => type === 'School' && key === school)
  );
};

/** An event of a career or rotation is told where they may be read, and nowhere else. */
const toldInDistrict: Rule<Pick<IndexedEntry, 'confinedTo'>> = ({ principal }, entry) =>
  isToldIn(entry, districtOfAsker(principal) ?? '');
/** Of a person of the asker's district, or of one who ever rotated to or from it: the career, or a part of it. */
const careerInDistrict: Rule<string> = (context, person) => {
  const { read, services } = context;
  const head = services.runner.head();
  return (
    inDistrict(context, read.persons.byKey(person, head)?.school ?? '') ||
    read.rotations.by('person', person, head).some((row) => rotationOfDistrict(context, row))
  );
};

const whoIsOfTheDistrict = {
  AUDITOR: always,
  BUREAU: inDistrict,
  SCHOOL: inDistrict,
  COUNCIL: inDistrict,
} satisfies Rules<string>;
const whoIsOfTheGroup = {
  AUDITOR: always,
  BUREAU: inDistrict,
  SCHOOL: groupOfSchool,
  COUNCIL: ownGroup,
} satisfies Rules<string>;

/** Who may read what the public register does not hold: role by role. Who is not named may not. */
export const readings = {
  standingOfSchool: whoIsOfTheDistrict,
  schoolOfPerson: whoIsOfTheDistrict,
  careerOfPerson: whoIsOfTheDistrict,
  rotation: { AUDITOR: always, BUREAU: rotationOfDistrict, SCHOOL: rotationOfDistrict, COUNCIL: rotationOfDistrict },
  eventOfCareer: { AUDITOR: always, BUREAU: toldInDistrict, SCHOOL: toldInDistrict, COUNCIL: toldInDistrict },
  /** How many events of a career there are tells of it, too. */
  revisionsOfPerson: { AUDITOR: always, BUREAU: careerInDistrict, SCHOOL: careerInDistrict, COUNCIL: careerInDistrict },
  /** What tells of somebody's health or age: no more than those who handle it need. */
  conditionOfPerson: {
    AUDITOR: always,
    BUREAU: rotationOfDistrict,
    SCHOOL: rotationOfSchool,
    COUNCIL: rotationOfGroup,
  },
  /** Of everybody at a group or school, by its key, or in a district by that of any school. */
  conditionsInDistrict: { AUDITOR: always, BUREAU: inDistrict },
  surveyOfSchool: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: ownOrBesideIt, COUNCIL: scopeOfCouncil },
  findingsOfGroup: whoIsOfTheGroup,
  findingsOfSchool: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: scopeOfSchool, COUNCIL: scopeOfCouncil },
  findingsOfRegister: { AUDITOR: always, BUREAU: ownDistrict },
  /** Of an evaluation by its scope, a group or a school: what was found, by whom, who objected, what is to be put right. */
  papersOfEvaluation: { AUDITOR: always, BUREAU: inDistrict, SCHOOL: scopeOfSchool, COUNCIL: scopeOfCouncil },
  reasonOfFiling: whoIsOfTheGroup,
  paymentsOfFund: whoIsOfTheGroup,
  personsOfMeeting: whoIsOfTheGroup,
  eventsByActor: { AUDITOR: always, BUREAU: oneself, SCHOOL: oneself, COUNCIL: oneself },
  nameOfPerson: { AUDITOR: always, BUREAU: bureauOfPerson, SCHOOL: schoolOfPerson, COUNCIL: councilOfPerson },
  wholeEvent: { AUDITOR: always, BUREAU: eventOfDistrict, SCHOOL: eventOfSchool, COUNCIL: eventOfOwnGroup },
} satisfies Record<string, Rules<never>>;
type Readings = typeof readings;
export type Reading = keyof Readings;
/** What a reading is asked about. */
export type ThingOf<R extends Reading> = Readings[R] extends Rules<infer Thing> ? Thing : never;

/** Whether the asker may read this. */
export const mayRead = <R extends Reading>(context: Context, reading: R, thing: ThingOf<R>): boolean =>
  (readings[reading] as Rules<unknown>)[context.principal.actor.role]?.(context, thing) ?? false;

/** Whether the asker may know of whom an event is, and what. */
export const isTold = (context: Context, entry: IndexedEntry): boolean =>
  entry.confinedTo === undefined || mayRead(context, 'eventOfCareer', entry);

/** A filter for the asker: it does not find what an event that is found would not show. Without a condition events keep their places. */
export const asTold = (context: Context, filter: EventFilter): EventFilter => {
  const { principal } = context;
  if (principal.actor.role === 'AUDITOR' || Object.keys(filter).length === 0) return filter;
  return { ...filter, toldIn: districtOfAsker(principal) ?? '' };
};

/** Stands in the place of the type of an event that is not told. */
export const WITHHELD = 'PersonRecordWithheld';
/** An event's id and its command's can be computed by who guesses the person and the fact: both say nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The entry as far as the asker is told of it: of one that is withheld its place, when it was recorded, its day and who acts in which role. */
export const entryFor = (context: Context, entry: IndexedEntry): IndexedEntry => {
  if (isTold(context, entry)) return entry;
  const { position, knownAt, metadata } = entry;
  const { recordedAt, effectiveOn, schemaVersion, actor } = metadata;
  return {
    position,
    knownAt,
    stream: 'person',
    revision: 0,
    eventId: NO_ID,
    event: { type: WITHHELD } as unknown as DomainEvent,
    metadata: {
      commandId: NO_ID,
      commandHash: '',
      correlationId: NO_ID,
      actor: { id: '', role: actor.role },
      basis: [],
      effectiveOn,
      recordedAt,
      schemaVersion,
    },
  };
};

/** The entry at a position, or of an id; not by the id where it is withheld, for the id tells of whom it is to who guesses. */
export const entryMeant = (context: Context, key: string): IndexedEntry | undefined => {
  const { events } = context.read;
  if (isPosition(key)) return events.at(Number(key));
  const entry = events.byEventId(key);
  return entry && isTold(context, entry) ? entry : undefined;
};

/** A revision of a stream as it is shown: of a person's the number among the events that the asker is told of. */
export const revisionFor = (context: Context, stream: string, revision: number): number =>
  isCounted(context, stream) ? revision : told(context, stream, context.read.events.positionOf(stream, revision) ?? 0);

/** The revision of a person at a position, as it is shown. */
export const revisionOfPerson = (context: Context, key: string, position: number): number =>
  isCounted(context, personStream(key))
    ? context.read.events.revisionOf({ type: 'Person', key }, position)
    : told(context, personStream(key), position);
const isCounted = (context: Context, stream: string): boolean =>
  !stream.startsWith(personStream('')) || mayRead(context, 'revisionsOfPerson', streamKey(stream));
const told = (context: Context, stream: string, upTo: number): number =>
  context.read.events.count(asTold(context, { stream }), upTo) - 1;

/** What is shown besides by a reading of its own, as wherever else the same thing is read. */
const readableData = (context: Context, event: DomainEvent, stream: string): readonly string[] => {
  switch (event.type) {
    case 'SchoolRegistered':
    case 'SchoolClassified':
      return mayRead(context, 'standingOfSchool', schoolId(streamKey(stream), event.schoolCode)) ? ['standing'] : [];
    case 'PersonRegistered':
      return mayRead(context, 'schoolOfPerson', event.schoolId) ? ['schoolId'] : [];
    case 'IndicatorsRecorded':
      return mayRead(context, 'surveyOfSchool', splitIndicatorStream(stream).school) ? ['survey'] : [];
    default:
      return [];
  }
};

/**
 * The event as it is seen by who may not see it whole: as the public does, and what else the asker may read; of a
 * correction the right fact likewise.
 */
export const eventInPart = (context: Context, event: DomainEvent, stream: string): DomainEvent => {
  const shown: readonly string[] = ['type', ...publicFields(event.type), ...readableData(context, event, stream)];
  const fields = Object.entries(event).filter(([field]) => shown.includes(field));
  return {
    ...(Object.fromEntries(fields) as unknown as DomainEvent),
    ...(isCorrection(event) ? { revision: revisionFor(context, stream, event.revision) } : {}),
    ...(event.type === 'RecordCorrected'
      ? { right: eventInPart(context, event.right as unknown as DomainEvent, stream) }
      : {}),
  } as DomainEvent;
};

/** What of an event tells of somebody's health or age. */
const conditions = { RotationDecided: 'eligibility', RotationSuspended: 'cause' } as const;

/** The event as it is seen by who may see it whole: without what tells of the condition of somebody who is not theirs to handle. */
export const wholeEventFor = (context: Context, event: DomainEvent, stream: string): DomainEvent => {
  if (event.type === 'RecordCorrected')
    return {
      ...event,
      right: wholeEventFor(context, event.right as unknown as DomainEvent, stream),
    } as unknown as DomainEvent;
  if (event.type !== 'RotationDecided' && event.type !== 'RotationSuspended') return event;
  const { read, services } = context;
  const row = read.rotations.byKey(rotationKey(event.personId, event.rotation), services.runner.head());
  if (row && mayRead(context, 'conditionOfPerson', row)) return event;
  const { [conditions[event.type] as never]: _, ...rest } = event as DomainEvent & Record<string, unknown>;
  return rest;
};

/** What persons' events touch besides the person, or are in: where somebody works or goes, and who decided it. */
const ofPersons: readonly ObjectRef['type'][] = ['District', 'School', 'EducationGroup', 'Resolution'];

/** An object as the subject of events: that a person's event is about it tells only whoever may read the person's school. */
export const asSubject = (context: Context, object: ObjectRef): Subject =>
  ofPersons.includes(object.type) && !mayRead(context, 'schoolOfPerson', object.key.split('.')[0]!)
    ? { ...object, except: 'person' }
    : object;

/** Whether the asker may know that an event of a stream touched the object. */
export const maySeeTouched = (context: Context, stream: string, object: ObjectRef): boolean =>
  counts(asSubject(context, object), stream);
