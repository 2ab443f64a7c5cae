import type { GroupForm, Ownership, SchoolKind, SchoolPhase, SchoolStanding } from '../../domain/district/events.js';

/** A register file as schema/register.schema.json describes it. */
export interface Register {
  readonly source: {
    readonly title: string;
    readonly publisher?: string;
    readonly documentNo?: string;
    readonly issuedOn?: string;
    /** `YYYY-MM-DD`, or `--MM-DD` where the source gives no year. */
    readonly signedOn: string;
  };
  readonly district: { readonly code: string; readonly name: string };
  readonly units: readonly Unit[];
  readonly groups: readonly RegisteredGroup[];
}

/** A school, section or campus of the file. */
export interface Unit {
  readonly code: string;
  readonly name: string;
  readonly kind?: SchoolKind;
  readonly partOf?: string | null;
  readonly phase: SchoolPhase;
  readonly standing?: SchoolStanding;
  readonly ownership?: Ownership;
  readonly legalPerson?: string;
  readonly isRural?: boolean;
  readonly aliases?: readonly string[];
  readonly effectiveOn?: string;
  readonly assumed?: readonly string[];
}

/** A group or alliance of the file. */
export interface RegisteredGroup {
  readonly code: string;
  readonly name: string;
  readonly form: GroupForm;
  readonly besideGroup?: string | null;
  readonly members: readonly string[];
  readonly lead: string;
  readonly commonFeature?: string;
  readonly effectiveOn?: string;
  readonly documentNo?: string;
  readonly assumed?: readonly string[];
}
