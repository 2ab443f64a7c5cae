export type Role = 'BUREAU' | 'COUNCIL' | 'SCHOOL' | 'AUDITOR' | 'SYSTEM' | 'PUBLIC';

/** Who acts: a pseudonym and the role it acts in. Never a name. */
export interface Actor {
  readonly id: string;
  readonly role: Role;
}

/** What an officer of the bureau is charged with: 人事, 财务, 基础教育, 督导. */
export const duties = ['PERSONNEL', 'FINANCE', 'BASIC_EDUCATION', 'SUPERVISION'] as const;
export type Duty = (typeof duties)[number];
