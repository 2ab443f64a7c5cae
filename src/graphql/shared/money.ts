import { yuan } from '../../domain/money.js';
import { Derived, Field, Type } from './decorators.js';
import { SafeInt } from './scalars.js';

@Type('A sum of money. It is counted in whole fen (分), a hundredth of a yuan, and never rounded.')
export class Money {
  @Field(() => SafeInt, { description: 'The sum in whole fen.' })
  readonly fen: number;

  constructor(fen: number) {
    this.fen = fen;
  }

  @Derived(() => String, { description: 'The sum in yuan with exactly two decimals, as in 12345.60.' })
  get yuan(): string {
    return yuan(this.fen);
  }
}

/** The sum, or null where there is none. */
export const moneyOrNull = (fen: number | null): Money | null => (fen === null ? null : new Money(fen));
