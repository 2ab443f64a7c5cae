import { resolutionId as keyOf } from '../../domain/identity.js';
import { PostKind } from '../career/types.js';
import {
  bool,
  date,
  fen,
  id,
  ids,
  inputType,
  int,
  name,
  listOf,
  nested,
  oneOf,
  optional,
  string,
} from '../command/fields.js';
import { ofResolution } from '../command/keys.js';
import { mutationsOn } from '../command/mutation.js';
import { resolutionAt } from '../objects.js';
import { Charter, Resolution, ResolutionKind } from './types.js';

/** Most persons that one meeting may name. */
const MOST_PERSONS = 200;
/** Most seats that one charter may bind to posts. */
const MOST_SEATS = 100;

/** The charter as it holds from the command's own day on. */
const onCharter = mutationsOn(
  'charter',
  () => Charter,
  ({ queries }, { groupId }: { readonly groupId: string }, { at, effectiveOn }) => {
    const row = queries.charterOf(groupId, { position: at.position, effectiveOn });
    return row ? new Charter(row, groupId, at) : null;
  },
);
const onResolution = mutationsOn(
  'resolution',
  () => Resolution,
  (context, { resolutionId }: { readonly resolutionId: string }, { at }) => resolutionAt(context, resolutionId, at),
);

export const share = inputType('ShareInput', 'A share of a whole, as a quorum or a majority.', {
  numerator: int('The part.'),
  denominator: int('The whole.'),
  atLeast: bool('Whether the share itself is enough; otherwise more than it is needed.'),
});

const exOfficioSeat = inputType('ExOfficioSeatInput', 'A seat that goes with a post of a member school.', {
  schoolId: id('School', 'The member school'),
  post: oneOf(PostKind, 'The post.'),
});

const ballot = inputType(
  'BallotInput',
  'How a council voted: present + proxies - recused = for + against + abstained.',
  {
    present: int('Members present in person.'),
    proxies: int('Members represented by a proxy.'),
    recused: int('Of those, members who took no part because the matter concerns them.'),
    for: int('Votes for it.'),
    against: int('Votes against it.'),
    abstained: int('Abstentions.'),
  },
);

/** A meeting that votes. */
const meeting = {
  heldOn: date('The day the council met, on or before the effective day.'),
  ballot: nested(ballot, 'How it voted.'),
  minutesNo: string('The number of the minutes.'),
  concernedIds: optional(ids('Person', 'Persons whom the matter concerns', MOST_PERSONS)),
  recusedIds: optional(ids('Person', 'Members who took no part', MOST_PERSONS)),
};
const group = { groupId: id('EducationGroup', 'The group') };
const resolution = { resolutionId: id('Resolution', 'The resolution') };

export const resolutionMutations = [
  onCharter('AdoptCharter', {
    does: 'The council adopts its charter (quorum, majority, seats and term) at a meeting, by the rules in force before: the first one by all who sit, or entered by the bureau on a document.',
    input: "What adopts the charter of a group's council.",
    fields: {
      ...group,
      quorum: nested(share, 'How many of the filled seats must be present.'),
      majority: nested(share, 'How many of the votes present, without those recused, must be for it.'),
      termYears: int('The longest term, in years: 1 to 10.'),
      everySchoolSeated: bool('Whether every member school has a seat.'),
      otherSeats: int('How many seats go to others than those whom the schools recommend: 0 to 100.'),
      proxiesPerMember: optional(
        int('For how many others a member who is present may vote by proxy: 0 to 100; left out, one.'),
      ),
      exOfficio: optional(
        listOf(nested(exOfficioSeat, 'The seats that go with posts: who takes the post takes the seat.'), MOST_SEATS),
      ),
      documentNo: optional(string('The number of the paper, where the basis does not name it.')),
      heldOn: optional(date('The day the council met to adopt it; left out where the bureau enters the first one.')),
      ballot: optional(nested(ballot, 'How it voted on it.')),
      minutesNo: optional(string('The number of the minutes of that meeting.')),
      concernedIds: meeting.concernedIds,
      recusedIds: meeting.recusedIds,
    },
  }),
  onResolution('AdoptResolution', {
    does: 'The council decides, with a quorum and a majority on the day it met, without those whom the matter concerns.',
    input: "What adopts a resolution of a group's council.",
    fields: {
      ...group,
      kind: oneOf(ResolutionKind, 'What it is about.'),
      subject: name('What was decided, in a line.'),
      fiscalYear: optional(int('Of kind FUND: the year whose money it is about.')),
      sum: optional(fen('Of kind FUND: how much may be allocated at most, in fen.')),
      ...meeting,
    },
    // The event has the number of the resolution.
    changed: (context, { groupId }, { at, events }) => {
      const event = events.find(({ type }) => type === 'ResolutionAdopted');
      return event && 'resolution' in event ? resolutionAt(context, keyOf(groupId, event.resolution), at) : null;
    },
  }),
  onResolution('AmendResolution', {
    does: 'The council amends a resolution that stands.',
    input: 'What amends a resolution: what is absent stays.',
    fields: {
      ...resolution,
      subject: optional(name('What is decided now, in a line.')),
      sum: optional(fen('Of kind FUND: how much may be allocated at most now, in fen.')),
      ...meeting,
    },
    command: ({ resolutionId, ...rest }) => ({ ...ofResolution(resolutionId), ...rest }),
  }),
  onResolution('RepealResolution', {
    does: 'The council takes a resolution back; what is not yet spent under it is suspended.',
    input: 'What repeals a resolution.',
    fields: { ...resolution, ...meeting },
    command: ({ resolutionId, ...rest }) => ({ ...ofResolution(resolutionId), ...rest }),
  }),
];
