import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';
import {
  CouncilCommandsResolver,
  EvaluationCommandsResolver,
  FundCommandsResolver,
  GroupCommandsResolver,
  PersonCommandsResolver,
  PostCommandsResolver,
  RotationCommandsResolver,
} from './allowed/resolver.js';
import {
  EmploymentResolver,
  PersonCareerResolver,
  PersonsResolver,
  PostResolver,
  SchoolStaffResolver,
  TeachingPlaceResolver,
} from './career/resolver.js';
import { PersonTimelineResolver } from './career/timeline.js';
import {
  CouncilResolver,
  CouncilSeatResolver,
  GroupCouncilResolver,
  PersonCouncilResolver,
  RecommendationResolver,
} from './council/resolver.js';
import { DecisionsResolver } from './decision/resolver.js';
import { SchoolDevelopmentResolver } from './development/resolver.js';
import { DistrictResolver } from './district/resolver.js';
import {
  EvaluationAppealResolver,
  EvaluationFindingResolver,
  EvaluationInspectorResolver,
  EvaluationObjectionResolver,
  EvaluationResolver,
  EvaluationsResolver,
  GroupEvaluationResolver,
  RectificationResolver,
  SchoolEvaluationResolver,
} from './evaluation/resolver.js';
import { FindingsResolver, GroupFindingResolver, ResolutionFindingResolver } from './finding/resolver.js';
import {
  FundLineResolver,
  FundResolver,
  GroupFundResolver,
  ResolutionFundResolver,
  VoucherResolver,
} from './fund/resolver.js';
import { SuppliersResolver } from './fund/suppliers.js';
import { IndicatorBalanceResolver, SchoolIndicatorResolver, SchoolIndicatorsResolver } from './indicator/resolver.js';
import { MembershipResolver } from './group/membership-resolver.js';
import { GroupResolver } from './group/resolver.js';
import { LedgerResolver } from './ledger/resolver.js';
import { mutations } from './mutations.js';
import { queriesById } from './node/by-id.js';
import { NodeResolver } from './node/resolver.js';
import { PersonResolver } from './person/resolver.js';
import { DistrictPolicyResolver, PolicyResolver } from './policy/resolver.js';
import { ChangePointsResolver } from './replay/change-points.js';
import { DifferenceResolver } from './replay/difference.js';
import { ReplayResolver } from './replay/resolver.js';
import {
  CharterResolver,
  CouncilResolutionResolver,
  ExOfficioSeatResolver,
  GroupResolutionResolver,
  MeetingResolver,
  ResolutionResolver,
} from './resolution/resolver.js';
import {
  CreditResolver,
  PersonRotationResolver,
  RotationExtensionResolver,
  RotationResolver,
  RotationsResolver,
  SchoolRotationResolver,
} from './rotation/resolver.js';
import { rotateTeachers } from './rotation/bulk.js';
import { RotationFlowsResolver } from './rotation/flows.js';
import { SchoolResolver } from './school/resolver.js';
import { buildSchemaSync } from './shared/decorators.js';
import { resolveMembers, resolveSynchronously } from './shared/synchronous.js';
import { holdToTable } from './visibility/enforce.js';
import { WhyResolver } from './why/resolver.js';

let built: GraphQLSchema | undefined;

/** The one schema; built once. */
export const buildSchema = (): GraphQLSchema => (built ??= build());

const build = (): GraphQLSchema => {
  const schema = buildSchemaSync({
    // It would be asked for all it is at every start; each request does that with what it needs, and a test with the whole.
    skipCheck: true,
    resolvers: [
      NodeResolver,
      ...queriesById,
      ...mutations.map(({ resolver }) => resolver),
      rotateTeachers,
      DistrictResolver,
      SchoolResolver,
      GroupResolver,
      MembershipResolver,
      CouncilResolver,
      CouncilSeatResolver,
      RecommendationResolver,
      GroupCouncilResolver,
      PersonCouncilResolver,
      PersonResolver,
      PersonCareerResolver,
      EmploymentResolver,
      PostResolver,
      TeachingPlaceResolver,
      SchoolStaffResolver,
      PersonsResolver,
      RotationResolver,
      RotationExtensionResolver,
      CreditResolver,
      PersonRotationResolver,
      SchoolRotationResolver,
      RotationsResolver,
      RotationFlowsResolver,
      SchoolDevelopmentResolver,
      EvaluationsResolver,
      EvaluationResolver,
      EvaluationAppealResolver,
      EvaluationFindingResolver,
      EvaluationInspectorResolver,
      EvaluationObjectionResolver,
      RectificationResolver,
      SchoolEvaluationResolver,
      GroupEvaluationResolver,
      PersonTimelineResolver,
      LedgerResolver,
      ResolutionResolver,
      MeetingResolver,
      CharterResolver,
      ExOfficioSeatResolver,
      CouncilResolutionResolver,
      GroupResolutionResolver,
      FundResolver,
      FundLineResolver,
      VoucherResolver,
      GroupFundResolver,
      ResolutionFundResolver,
      SuppliersResolver,
      ReplayResolver,
      DifferenceResolver,
      ChangePointsResolver,
      SchoolIndicatorsResolver,
      SchoolIndicatorResolver,
      IndicatorBalanceResolver,
      PolicyResolver,
      DistrictPolicyResolver,
      GroupCommandsResolver,
      CouncilCommandsResolver,
      FundCommandsResolver,
      EvaluationCommandsResolver,
      PersonCommandsResolver,
      PostCommandsResolver,
      RotationCommandsResolver,
      DecisionsResolver,
      FindingsResolver,
      GroupFindingResolver,
      ResolutionFindingResolver,
      WhyResolver,
    ],
    // Inputs are validated inside the command wrapper: here one invalid mutation would take the other ones' receipts with it.
    validate: false,
    // Wanted as soon as there is a subscription; ours brings an iterable of its own.
    pubSub: {
      publish: () => undefined,
      subscribe: () => {
        throw new Error('Subscriptions read the ledger');
      },
    },
  });
  resolveSynchronously(schema);
  resolveMembers(schema);
  // type-graphql has no way to describe the root types.
  schema.getQueryType()!.description = 'Questions about now and about any moment in the past.';
  schema.getMutationType()!.description = 'One mutation for every command of the ledger.';
  schema.getSubscriptionType()!.description = 'The ledger as it goes on.';
  holdToTable(schema);
  return schema;
};

/** The schema as text, the same text for the same schema. */
export const printedSchema = (): string => `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
