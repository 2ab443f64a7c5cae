import type { RefusalCode } from '../../domain/ledger.js';
import { UserErrorCode } from '../command/user-error.js';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { Fund } from '../fund/types.js';
import { EducationGroup } from '../group/types.js';
import type { At } from '../shared/at.js';
import { Ctx, Field, FieldResolver, Resolver, Root, Type } from '../shared/decorators.js';
import { judged, type Asked, type Judged, type Verdicts } from './asked.js';
import { onCouncil } from './council.js';
import { onFund } from './fund.js';
import { onGroup } from './group.js';

@Type(
  'Whether who asks could give a command on the day. Allowed means that nothing speaks against it but what the command itself would say.',
)
export class AllowedCommand {
  @Field(() => String, { description: 'The command, as in AdmitSchool.' })
  readonly name!: string;

  @Field(() => Boolean, { description: 'Whether it could be given.' })
  readonly allowed!: boolean;

  @Field(() => UserErrorCode, {
    nullable: true,
    description:
      'Why not: by the permissions, or by the state on the day. A council is judged as if it met on the day.',
  })
  readonly code!: RefusalCode | null;
}

const commands = (
  context: Context,
  group: string,
  at: At,
  verdictsOf: (asked: Asked) => Verdicts,
): readonly Judged[] => {
  const { read, queries, principal } = context;
  const row = read.groups.byKey(group, at.position);
  if (!row) return [];
  const asked = { read, queries, principal, group: row, at };
  return judged(asked, verdictsOf(asked));
};

@Resolver(() => EducationGroup)
export class GroupCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the group, and whether who asks could give them.',
  })
  allowedCommands(@Root() { key, at }: EducationGroup, @Ctx() context: Context): readonly AllowedCommand[] {
    return commands(context, key, at, onGroup);
  }
}

@Resolver(() => Council)
export class CouncilCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the council, and whether who asks could give them.',
  })
  allowedCommands(@Root() { row, at }: Council, @Ctx() context: Context): readonly AllowedCommand[] {
    return commands(context, row.group, at, (asked) => onCouncil(asked, row));
  }
}

@Resolver(() => Fund)
export class FundCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the fund, and whether who asks could give them.',
  })
  allowedCommands(@Root() { row, at }: Fund, @Ctx() context: Context): readonly AllowedCommand[] {
    return commands(context, row.group, at, (asked) => onFund(asked, row));
  }
}
