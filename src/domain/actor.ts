export type Role = 'BUREAU' | 'COUNCIL' | 'SCHOOL' | 'AUDITOR' | 'SYSTEM' | 'PUBLIC';

/** Who acts: a pseudonym and the role it acts in. Never a name. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
}
