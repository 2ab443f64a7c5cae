import type * as domain from '../../domain/evaluation/index.js';
import {
  saysOn,
  type PartOf,
  type RectificationStatus as Status,
  type rectificationOn,
} from '../../projections/evaluation/queries.js';
import type { EvaluationRow } from '../../projections/evaluation/rows.js';
import type { At } from '../shared/at.js';
import { connectionOf } from '../shared/connection.js';
import { Field, Int, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { CalendarDate } from '../shared/scalars.js';
import { AppealOutcome, EvaluationMethod, FindingNature } from './types.js';

export const RectificationStatus = enumOf<Status>('RectificationStatus', 'Where a rectification stands on a day.', {
  ORDERED: 'The school is to submit it.',
  SUBMITTED: 'The school says that it is put right; the bureau is to look.',
  RETURNED: 'It was not put right; the school is to submit it again.',
  CONFIRMED: 'The bureau saw that it is put right.',
  CANCELLED: 'It is asked for no longer.',
});

@Type('An inspector (督学) with a term of office in an evaluation.')
export class EvaluationInspector {
  @Field(() => CalendarDate, { description: 'The first day in office.' })
  readonly from: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which in office no longer.' })
  readonly until: string | null;

  readonly personId: string;

  constructor(
    { from, until, personId }: PartOf<'inspectors'>,
    readonly at: At,
  ) {
    this.from = from;
    this.until = until ?? null;
    this.personId = personId;
  }
}

@Type("A document among an evaluation's papers, by its hash: the document itself lies elsewhere.")
export class EvaluationEvidence {
  @Field(() => Int, { description: 'Its number within the evaluation.' })
  readonly number: number;

  @Field(() => String, { description: 'The document, by its title or number.' })
  readonly document: string;

  @Field(() => String, { description: 'SHA-256 of its bytes, in hexadecimal.' })
  readonly hash: string;

  @Field(() => EvaluationMethod, { description: 'How it was come by.' })
  readonly method: domain.EvaluationMethod;

  @Field(() => CalendarDate, { description: 'The day from which it was among the papers.' })
  readonly recordedOn: string;

  constructor({ number, document, hash, method, on }: PartOf<'evidence'>) {
    this.number = number;
    this.document = document;
    this.hash = hash;
    this.method = method;
    this.recordedOn = on;
  }
}

@Type('What a finding says.')
export class FindingStatement {
  @Field(() => String, { description: 'The level.' })
  readonly level!: string;

  @Field(() => FindingNature, { description: 'A strength or a problem.' })
  readonly nature!: domain.FindingNature;

  @Field(() => String, { description: 'What was found.' })
  readonly text!: string;
}

@Type('What was found in an evaluation.')
export class EvaluationFinding {
  @Field(() => Int, { description: 'Its number within the evaluation.' })
  readonly number: number;

  @Field(() => String, { description: 'SCHOOL, TEACHER, STUDENT, RECOGNITION, POTENTIAL, or one of the policy.' })
  readonly dimension: string;

  @Field(() => FindingStatement, { description: 'What it says on the day.' })
  readonly says: domain.Statement;

  @Field(() => FindingStatement, {
    nullable: true,
    description: 'What it said at first; null where no objection to it was upheld by the day.',
  })
  readonly saidFirst: domain.Statement | null;

  @Field(() => [Int], { description: 'The numbers of the evidence that it rests on.' })
  readonly evidence: readonly number[];

  @Field(() => Int, { description: 'How often the evaluation had been reopened by then.' })
  readonly round: number;

  @Field(() => CalendarDate, { description: 'The day from which it was found.' })
  readonly foundOn: string;

  readonly schoolId: string | null;
  readonly inspectorId: string;

  constructor(
    found: PartOf<'findings'>,
    objections: readonly PartOf<'objections'>[],
    readonly at: At,
  ) {
    const { says, first, changedBy } = saysOn(found, objections, at.effectiveOn);
    this.number = found.number;
    this.dimension = found.dimension;
    this.says = says;
    this.saidFirst = changedBy ? first : null;
    this.evidence = found.evidence;
    this.round = found.round;
    this.foundOn = found.on;
    this.schoolId = found.schoolId ?? null;
    this.inspectorId = found.inspectorId;
  }
}

@Type('A draft that was given to those whom it is about.')
export class EvaluationDraft {
  @Field(() => CalendarDate, { description: 'The day from which it was issued.' })
  readonly issuedOn: string;

  @Field(() => CalendarDate, { description: 'The last day on which an objection is taken.' })
  readonly objectionsTo: string;

  constructor({ on, objectionsTo }: PartOf<'drafts'>) {
    this.issuedOn = on;
    this.objectionsTo = objectionsTo;
  }
}

@Type('An objection to a finding of a draft.')
export class EvaluationObjection {
  @Field(() => Int, { description: 'Its number within the evaluation.' })
  readonly number: number;

  @Field(() => Int, { description: 'The number of the finding.' })
  readonly finding: number;

  @Field(() => String, { description: 'Why.' })
  readonly reason: string;

  @Field(() => CalendarDate, { description: 'The day from which it was lodged.' })
  readonly lodgedOn: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was upheld; null while nobody answered.' })
  readonly upheld: boolean | null;

  @Field(() => String, { nullable: true, description: 'Why it was upheld or not.' })
  readonly answer: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it was answered.' })
  readonly answeredOn: string | null;

  @Field(() => FindingStatement, { nullable: true, description: 'Where it was upheld: what the finding says instead.' })
  readonly instead: domain.Statement | null;

  readonly schoolId: string | null;

  constructor(
    { number, finding, schoolId, reason, on, answer }: PartOf<'objections'>,
    readonly at: At,
  ) {
    const given = answer && answer.on <= at.effectiveOn ? answer : undefined;
    this.number = number;
    this.finding = finding;
    this.reason = reason;
    this.lodgedOn = on;
    this.upheld = given?.upheld ?? null;
    this.answer = given?.reason ?? null;
    this.answeredOn = given?.on ?? null;
    this.instead = given?.instead ?? null;
    this.schoolId = schoolId ?? null;
  }
}

@Type('A conclusion of an evaluation; where it was reopened there may be several.')
export class EvaluationConclusion {
  @Field(() => String, { description: 'The grade that it gave.' })
  readonly grade: string;

  @Field(() => String, { description: "The document's number." })
  readonly documentNo: string;

  @Field(() => [String], { description: 'The dimensions that it had to look at; of a SPECIAL one none.' })
  readonly dimensions: readonly string[];

  @Field(() => CalendarDate, { description: 'The day from which it was concluded.' })
  readonly concludedOn: string;

  @Field(() => CalendarDate, { description: 'The last day on which an appeal is taken.' })
  readonly appealsTo: string;

  @Field(() => Boolean, { description: 'Whether it stands on the day, or the evaluation was reopened since.' })
  readonly stands: boolean;

  constructor({ grade, documentNo, dimensions, on, appealsTo, round }: PartOf<'conclusions'>, present: number) {
    this.grade = grade;
    this.documentNo = documentNo;
    this.dimensions = dimensions;
    this.concludedOn = on;
    this.appealsTo = appealsTo;
    this.stands = round === present;
  }
}

@Type('An appeal against a conclusion.')
export class EvaluationAppeal {
  @Field(() => Int, { description: 'Its number within the evaluation.' })
  readonly number: number;

  @Field(() => String, { description: 'Why.' })
  readonly reason: string;

  @Field(() => CalendarDate, { description: 'The day from which it was lodged.' })
  readonly lodgedOn: string;

  @Field(() => AppealOutcome, { nullable: true, description: 'What became of it; null while nobody decided.' })
  readonly outcome: domain.AppealOutcome | null;

  @Field(() => String, { nullable: true, description: 'The office that decided it.' })
  readonly office: string | null;

  @Field(() => String, { nullable: true, description: 'Of REGRADED the new grade.' })
  readonly grade: string | null;

  @Field(() => String, { nullable: true, description: "The decision's document." })
  readonly documentNo: string | null;

  @Field(() => String, { nullable: true, description: 'Why it was decided so.' })
  readonly decision: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The day from which it was decided.' })
  readonly decidedOn: string | null;

  readonly schoolId: string | null;

  constructor(
    { number, schoolId, reason, on, decision }: PartOf<'appeals'>,
    readonly at: At,
  ) {
    const given = decision && decision.on <= at.effectiveOn ? decision : undefined;
    this.number = number;
    this.reason = reason;
    this.lodgedOn = on;
    this.outcome = given?.outcome ?? null;
    this.office = given?.office ?? null;
    this.grade = given?.grade ?? null;
    this.documentNo = given?.documentNo ?? null;
    this.decision = given?.reason ?? null;
    this.decidedOn = given?.on ?? null;
    this.schoolId = schoolId ?? null;
  }
}

@Type('What took back a draft or a conclusion: the evaluation goes on.')
export class EvaluationReopening {
  @Field(() => String, { description: "The document's number." })
  readonly documentNo: string;

  @Field(() => String, { description: 'Why.' })
  readonly reason: string;

  @Field(() => CalendarDate, { description: 'The day from which it was reopened.' })
  readonly reopenedOn: string;

  constructor({ documentNo, reason, on }: PartOf<'reopenings'>) {
    this.documentNo = documentNo;
    this.reason = reason;
    this.reopenedOn = on;
  }
}

@Type('What a school submitted to show that something is put right.')
export class RectificationSubmission {
  @Field(() => String, { description: 'The document, by its title or number.' })
  readonly document!: string;

  @Field(() => String, { description: 'SHA-256 of its bytes, in hexadecimal.' })
  readonly hash!: string;

  @Field(() => CalendarDate, { description: 'The day from which it was submitted.' })
  readonly on!: string;
}

@Type('What the bureau said to a rectification.')
export class RectificationAnswer {
  @Field(() => RectificationStatus, { description: 'CONFIRMED, RETURNED or CANCELLED.' })
  readonly how!: Status;

  @Field(() => String, { nullable: true, description: 'Why; of a confirmation nothing.' })
  readonly reason!: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'Of RETURNED: until when it is to be submitted again.' })
  readonly until!: string | null;

  @Field(() => CalendarDate, { description: 'The day from which it was said.' })
  readonly on!: string;
}

@Type('Something that a school is to put right after an evaluation (整改).')
export class Rectification {
  @Field(() => Int, { description: 'Its number within the evaluation.' })
  readonly number: number;

  @Field(() => Int, { description: 'The number of the finding.' })
  readonly finding: number;

  @Field(() => RectificationStatus, { description: 'Where it stands on the day.' })
  readonly status: Status;

  @Field(() => String, { description: 'The document that ordered it.' })
  readonly documentNo: string;

  @Field(() => CalendarDate, { description: 'The day from which it was ordered.' })
  readonly orderedOn: string;

  @Field(() => CalendarDate, {
    description: 'The last day on which it is to be submitted, as it was set last by the day.',
  })
  readonly deadline: string;

  @Field(() => Boolean, { description: 'Whether that day is over and the school has not submitted it.' })
  readonly overdue: boolean;

  @Field(() => [RectificationSubmission], { description: 'What was submitted by the day.' })
  readonly submissions: readonly RectificationSubmission[];

  @Field(() => [RectificationAnswer], { description: 'What the bureau said by the day.' })
  readonly answers: readonly RectificationAnswer[];

  readonly schoolId: string;

  constructor(
    said: ReturnType<typeof rectificationOn>,
    readonly evaluation: EvaluationRow,
    readonly at: At,
  ) {
    this.number = said.number;
    this.finding = said.finding;
    this.status = said.status;
    this.documentNo = said.documentNo;
    this.orderedOn = said.on;
    this.deadline = said.deadline;
    this.overdue = said.overdue;
    this.submissions = said.submissions;
    this.answers = said.answers.map(({ reason = null, until = null, how, on }) => ({ reason, until, how, on }));
    this.schoolId = said.schoolId;
  }
}

export const RectificationConnection = connectionOf(Rectification, 'Rectification', 'rectifications');
