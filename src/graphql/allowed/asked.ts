import { claimsAllowType, stateAllowsType } from '../../commands/permissions.js';
import type { Context, Guard, Handling, Target } from '../../domain/decider.js';
import {
  councilStream,
  districtStream,
  evaluationStream,
  fundStream,
  personStream,
  policyStream,
  splitEvaluationId,
  splitId,
  type StreamName,
} from '../../domain/identity.js';
import { firstRefused } from '../../domain/input.js';
import { deciders, type CommandType, type RefusalCode } from '../../domain/ledger.js';
import type { Scope } from '../../domain/permission.js';
import { careerOf, homeOf, person, type Person, type PersonCommand } from '../../domain/person/index.js';
import { present } from '../../domain/present.js';
import type { Policies } from '../../domain/policy/index.js';
import type { Context as Request } from '../context.js';
import type { At } from '../shared/at.js';

/** An object that is asked about: a group, one term of its council, or its fund of a year. */
interface OfGroup {
  readonly type: 'EducationGroup' | 'Council' | 'Fund';
  readonly groupId: string;
  readonly ordinal?: number;
  readonly fiscalYear?: number;
}

/** A person, or one post or rotation of a person. */
interface OfPerson {
  readonly type: 'Person' | 'Post' | 'Rotation';
  readonly personId: string;
  readonly post?: number;
  readonly rotation?: number;
}

/** An evaluation of a group, an alliance or a school. */
interface OfEvaluation {
  readonly type: 'Evaluation';
  readonly key: string;
}

export type Asked = OfGroup | OfPerson | OfEvaluation;

export interface Judged {
  readonly name: string;
  readonly allowed: boolean;
  readonly code: RefusalCode | null;
}

/** What commands on an object are judged by; states are folded only where they are asked for. */
interface Grounds {
  readonly target: Target;
  readonly district: () => string;
  /** By the category of an aggregate's streams. */
  readonly states: Readonly<Record<string, () => unknown>>;
  readonly references: () => object;
  /** What a command is about: as far as it says so, or as what was loaded tells. */
  readonly scopeOf: (type: CommandType, state?: unknown) => Scope;
}
type StateOf = (stream: StreamName) => unknown;
type Asker = Request['principal'];

/** Who asks for a school is judged as that school. */
const schoolOf = ({ actor, school }: Asker): { readonly schoolId?: string } =>
  actor.role === 'SCHOOL' && school !== undefined ? { schoolId: school } : {};

/** An object names none of the others. */
const NOTHING: Target = {
  groupId: '',
  ordinal: 0,
  fiscalYear: 0,
  personId: '',
  post: 0,
  rotation: 0,
  scopeId: '',
  period: '',
  evaluation: 0,
};

const onGroup = (principal: Asker, asked: OfGroup, stateOf: StateOf): Grounds => {
  // Of no year in particular where a group is asked about.
  const { groupId, ordinal = 0, fiscalYear = 0 } = asked;
  const { district } = splitId(groupId);
  const fundOf = (year: number): unknown => stateOf(fundStream(groupId, year));
  const states = {
    district: () => stateOf(districtStream(district)),
    council: () => stateOf(councilStream(groupId)),
    fund: () => fundOf(fiscalYear),
  };
  const scope = { district, group: groupId, ...present({ school: principal.school }) };
  return {
    target: { ...NOTHING, groupId, ordinal, fiscalYear, scopeId: groupId, ...schoolOf(principal) },
    district: () => district,
    states,
    references: () => ({
      district: states.district(),
      council: states.council(),
      ...(asked.type === 'Fund' ? { before: fundOf(fiscalYear - 1) } : {}),
    }),
    scopeOf: () => scope,
  };
};

/** Whoever asks is judged as if the command named the asker's own school and group. */
const onPerson = (principal: Asker, asked: OfPerson, stateOf: StateOf): Grounds => {
  const { personId, post = 0, rotation = 0 } = asked;
  const { group } = principal;
  const state = (): Person => stateOf(personStream(personId)) as Person;
  const district = (): string => splitId(homeOf(state()) ?? '').district;
  const target = { ...NOTHING, groupId: group ?? '', personId, post, rotation, ...schoolOf(principal) };
  const { schoolId } = target;
  const named = { ...target, homeSchoolId: schoolId, fromSchoolId: schoolId, decidedBy: { groupId: group, number: 0 } };
  return {
    target,
    district,
    states: { person: state },
    references: () => {
      const terms = careerOf(state()).rotations.find(({ number }) => number === rotation)?.terms;
      const council = group ?? terms?.groupId;
      return {
        district: stateOf(districtStream(district())),
        ...(terms ? { receiving: stateOf(districtStream(splitId(terms.toSchoolId).district)) } : {}),
        ...(council === undefined ? {} : { council: stateOf(councilStream(council)) }),
      };
    },
    scopeOf: (type, loaded) => person.scopeOf({ ...named, type } as unknown as PersonCommand, loaded as Person),
  };
};

const onEvaluation = (principal: Asker, { key }: OfEvaluation, stateOf: StateOf): Grounds => {
  const of = splitEvaluationId(key);
  const { district } = splitId(of.scopeId);
  const scope = { district, group: of.scopeId, ...present({ school: principal.school }) };
  return {
    target: { ...NOTHING, ...of, ...schoolOf(principal) },
    district: () => district,
    states: { evaluation: () => stateOf(evaluationStream(of.scopeId, of.period)) },
    references: () => ({ district: stateOf(districtStream(district)) }),
    scopeOf: () => scope,
  };
};

const groundsOf = (principal: Asker, asked: Asked, stateOf: StateOf): Grounds => {
  if ('personId' in asked) return onPerson(principal, asked, stateOf);
  return 'key' in asked ? onEvaluation(principal, asked, stateOf) : onGroup(principal, asked, stateOf);
};

/**
 * Every command that is offered on an object, with what the permission, and then its own guard, say of it: the very rules that decide a
 * command, on the state as of the moment. Who asks for a school is judged as that school, and a council as if it met on the day.
 */
export const commandsOn = ({ principal, read }: Request, asked: Asked, at: At): readonly Judged[] => {
  const stateOf: StateOf = (stream) => read.stateAt(stream, at.position);
  const grounds = groundsOf(principal, asked, stateOf);
  const { target, states, scopeOf } = grounds;
  /** What is judged by, folded only where somebody may give a command at all. */
  const ruling = (): Context => ({
    effectiveOn: at.effectiveOn,
    recordedOn: at.effectiveOn,
    actor: principal.actor,
    hasDocument: true,
    references: grounds.references(),
    policies: stateOf(policyStream(grounds.district())) as Policies,
  });
  let judgedBy: Context | undefined;

  return deciders.flatMap(({ category, commands }) =>
    Object.entries(commands as unknown as Readonly<Record<string, Handling<never, unknown, never>>>).flatMap(
      ([name, { open }]) => {
        if (!open?.on.includes(asked.type)) return [];
        const type = name as CommandType;
        if (!claimsAllowType(principal, type, scopeOf(type)))
          return [{ name, allowed: false, code: 'NOT_AUTHORISED' as const }];
        const context = (judgedBy ??= ruling());
        const { references, recordedOn } = context;
        const state = states[category]?.();
        const isPermitted = stateAllowsType(principal, type, scopeOf(type, state), { state, references, recordedOn });
        const { rules } = open as Guard<Target, unknown>;
        const code = isPermitted
          ? (firstRefused(rules, (rule) => rule(target, context, state))?.refused.code ?? null)
          : 'NOT_AUTHORISED';
        return [{ name, allowed: code === null, code }];
      },
    ),
  );
};
