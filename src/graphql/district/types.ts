import type { DistrictRow } from '../../projections/district/rows.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { connectionOf } from '../shared/connection.js';
import { Derived, Field, Int, Type } from '../shared/decorators.js';
import { Entity, Node } from '../shared/node.js';

@Type('A district, whose education bureau keeps the register.', { implements: Node })
export class District extends Entity<DistrictRow> {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  constructor(row: DistrictRow, at: At) {
    super('District', row, at);
  }

  @Derived(() => String, { description: 'Its code, the same as the key.' })
  get code(): string {
    return this.key;
  }

  @Derived(() => Int, { description: 'How many schools are open: legal persons.' })
  schoolCount(_: unknown, context: Context): number {
    return this.counts(context).schools;
  }

  @Derived(() => Int, { description: 'How many units are open: schools, sections and campuses.' })
  unitCount(_: unknown, context: Context): number {
    return this.counts(context).units;
  }

  @Derived(() => Int, { description: 'How many groups there are, without alliances.' })
  groupCount(_: unknown, context: Context): number {
    return this.counts(context).groups;
  }

  @Derived(() => Int, { description: 'How many alliances there are.' })
  allianceCount(_: unknown, context: Context): number {
    return this.counts(context).alliances;
  }

  #counts: ReturnType<Context['queries']['counts']> | undefined;
  private counts({ queries }: Context): ReturnType<Context['queries']['counts']> {
    return (this.#counts ??= queries.counts(this.key, this.at));
  }
}

export const DistrictConnection = connectionOf(District, 'District', 'districts');
