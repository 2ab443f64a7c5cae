import type { RefusalCode } from '../../domain/ledger.js';
import { splitPersonKey } from '../../domain/person/index.js';
import { Post } from '../career/types.js';
import { UserErrorCode } from '../command/user-error.js';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { Evaluation } from '../evaluation/types.js';
import { Fund } from '../fund/types.js';
import { EducationGroup } from '../group/types.js';
import { Person } from '../person/types.js';
import { Rotation } from '../rotation/types.js';
import { Ctx, Field, FieldResolver, Resolver, Root, Type } from '../shared/decorators.js';
import { commandsOn } from './asked.js';

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

@Resolver(() => EducationGroup)
export class GroupCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the group, and whether who asks could give them.',
  })
  allowedCommands(@Root() { key, at }: EducationGroup, @Ctx() context: Context): readonly AllowedCommand[] {
    return commandsOn(context, { type: 'EducationGroup', groupId: key }, at);
  }
}

@Resolver(() => Council)
export class CouncilCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the council, and whether who asks could give them.',
  })
  allowedCommands(@Root() { row, at }: Council, @Ctx() context: Context): readonly AllowedCommand[] {
    return commandsOn(context, { type: 'Council', groupId: row.group, ordinal: row.ordinal }, at);
  }
}

@Resolver(() => Fund)
export class FundCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the fund, and whether who asks could give them.',
  })
  allowedCommands(@Root() { row, at }: Fund, @Ctx() context: Context): readonly AllowedCommand[] {
    return commandsOn(context, { type: 'Fund', groupId: row.group, fiscalYear: row.fiscalYear }, at);
  }
}

@Resolver(() => Evaluation)
export class EvaluationCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the evaluation, and whether who asks could give them.',
  })
  allowedCommands(@Root() { key, at }: Evaluation, @Ctx() context: Context): readonly AllowedCommand[] {
    return commandsOn(context, { type: 'Evaluation', key }, at);
  }
}

@Resolver(() => Person)
export class PersonCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the person, and whether who asks could give them.',
  })
  allowedCommands(@Root() { key, at }: Person, @Ctx() context: Context): readonly AllowedCommand[] {
    return commandsOn(context, { type: 'Person', personId: key }, at);
  }
}

@Resolver(() => Post)
export class PostCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the post, and whether who asks could give them.',
  })
  allowedCommands(@Root() { key, at }: Post, @Ctx() context: Context): readonly AllowedCommand[] {
    const { personId, number: post } = splitPersonKey(key);
    return commandsOn(context, { type: 'Post', personId, post }, at);
  }
}

@Resolver(() => Rotation)
export class RotationCommandsResolver {
  @FieldResolver(() => [AllowedCommand], {
    description: 'The commands on the rotation, and whether who asks could give them.',
  })
  allowedCommands(@Root() { key, at }: Rotation, @Ctx() context: Context): readonly AllowedCommand[] {
    const { personId, number: rotation } = splitPersonKey(key);
    return commandsOn(context, { type: 'Rotation', personId, rotation }, at);
  }
}
