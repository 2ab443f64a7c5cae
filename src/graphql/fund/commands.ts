import { fundId as keyOf } from '../../domain/identity.js';
import {
  date,
  fen,
  id,
  inputType,
  int,
  listOf,
  name,
  nested,
  oneOf,
  optional,
  string,
  text,
  withDefault,
} from '../command/fields.js';
import { ofFund, ofResolution } from '../command/keys.js';
import { mutationsOn } from '../command/mutation.js';
import { fundAt } from '../objects.js';
import { Fund, ReleaseReason } from './types.js';

/** Most lines that one allocation may have, most ages that money may arrive in, and most that a line may say. */
const MOST_LINES = 200;
const MOST_AGES = 50;
const MOST_ORIGINS = 10;

const mutation = mutationsOn(
  'fund',
  () => Fund,
  (context, { fundId }: { readonly fundId: string }, { at }) => fundAt(context, fundId, at),
);

const agedMoney = inputType('AgedMoneyInput', 'Money of one age.', {
  originYear: int('The year it was first appropriated in.'),
  fen: fen('How much, in fen.'),
});
const origins = (description: string) => optional(listOf(nested(agedMoney, description), MOST_ORIGINS));

const allocationLine = inputType('AllocationLineInput', 'A line of an allocation.', {
  purpose: name('What the money is for.'),
  schoolId: id('School', 'The member school that pays'),
  fen: fen('How much, in fen.'),
  origins: origins('Of which years the money is, adding up to the whole; otherwise it is of the oldest that is free.'),
});
const voucher = inputType('VoucherInput', 'A bookkeeping voucher (记账凭证) of the school that pays.', {
  schoolId: id('School', 'The school that pays'),
  year: int('The year of the books.'),
  month: int('The month of the books.'),
  number: name('Its number.'),
  entry: withDefault(int('The entry (分录) within it.'), 1),
});
const fund = { fundId: id('Fund', 'The fund of a year, as in 370103.G01.2026') };
const tranche = {
  fen: fen('How much, in fen.'),
  documentNo: string("The document's number."),
  receivedOn: date('The day it was received, or went back.'),
  ...fund,
};
const line = { line: int("The line's number."), ...fund };

const numberOf = (resolutionId: string): number => ofResolution(resolutionId).resolution;

export const fundMutations = [
  mutation('AppropriateFund', {
    does: 'The bureau appropriates money to a group for a year, on a document.',
    input: "What appropriates money to a group for a year; the first time opens the year's fund.",
    fields: {
      groupId: id('EducationGroup', 'The group'),
      fiscalYear: int('The year.'),
      fen: fen('How much, in fen.'),
      documentNo: string("The document's number."),
      receivedOn: date('The day it was received.'),
    },
    changed: (context, { groupId, fiscalYear }, { at }) => fundAt(context, keyOf(groupId, fiscalYear), at),
  }),
  mutation('SupplementFund', {
    does: "The bureau adds to a year's money, on a document.",
    input: "What adds to a year's money.",
    fields: tranche,
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('ReduceFund', {
    does: 'The bureau takes back money that is still free, on a document.',
    input: 'What takes back money that is free.',
    fields: tranche,
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('AllocateFunds', {
    does: "Free money is allocated to lines, within a resolution on this year's fund.",
    input: 'What allocates money to lines, as a resolution on the fund decided.',
    fields: {
      resolutionId: id('Resolution', "The council's resolution on this year's fund"),
      lines: listOf(nested(allocationLine, 'The new lines.'), MOST_LINES),
      ...fund,
    },
    command: ({ fundId, resolutionId, lines }) => ({ ...ofFund(fundId), resolution: numberOf(resolutionId), lines }),
  }),
  mutation('ReviseAllocation', {
    does: 'A line gets another sum, or rests on another resolution; that also ends a suspension.',
    input: 'What gives a line another sum, or another resolution to rest on.',
    fields: {
      fen: fen("The line's new sum, in fen."),
      resolutionId: id('Resolution', 'The resolution that it rests on from then on'),
      origins: origins(
        'Of which years the new sum is, adding up to it; otherwise more is of the oldest that is free, and less is given up of the newest.',
      ),
      ...line,
    },
    command: ({ fundId, resolutionId, ...rest }) => ({
      ...ofFund(fundId),
      ...rest,
      resolution: numberOf(resolutionId),
    }),
  }),
  mutation('SuspendAllocation', {
    does: 'The lines under a resolution that no longer carries them are suspended; usually a process does it.',
    input: 'What suspends the lines under a resolution that no longer carries them.',
    fields: { resolutionId: id('Resolution', 'The resolution'), ...fund },
    command: ({ fundId, resolutionId }) => ({ ...ofFund(fundId), resolution: numberOf(resolutionId) }),
  }),
  mutation('CommitFunds', {
    does: 'A contract promises money of a line.',
    input: 'What promises money of a line by a contract.',
    fields: {
      contractNo: name("The contract's number."),
      supplier: name('With whom.'),
      fen: fen('For how much, in fen.'),
      signedOn: date('The day it was signed.'),
      ...line,
    },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('AmendContract', {
    does: 'A contract gets another sum (变更), on a document; not below what is paid.',
    input: 'What gives a contract another sum.',
    fields: {
      contractNo: name("The contract's number."),
      fen: fen('Its new sum, in fen.'),
      documentNo: string("The amendment's number."),
      signedOn: date('The day the amendment was signed.'),
      ...fund,
    },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('ReleaseCommitment', {
    does: 'A contract is completed for less or terminated: what it still promises goes back to its line.',
    input: 'What frees what a contract still promises.',
    fields: {
      contractNo: name("The contract's number."),
      reason: oneOf(ReleaseReason, 'Why it is not paid in full.'),
      ...fund,
    },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('RecordExpenditure', {
    does: 'The school that pays records what it spent, with the voucher of its books.',
    input: 'What records a payment.',
    fields: {
      voucher: nested(voucher, 'The voucher.'),
      fen: fen('How much, in fen.'),
      supplier: name('Who was paid.'),
      contractNo: optional(name('The contract that it pays, of the same line.')),
      invoiceNo: optional(name("The invoice's number.")),
      paidOn: date('The day it was paid.'),
      ...line,
    },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('ReverseExpenditure', {
    does: 'A payment is reversed as a whole; its voucher number stays used.',
    input: 'What reverses a payment as a whole (冲销).',
    fields: { voucher: nested(voucher, 'Its voucher.'), ...fund },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('RefundExpenditure', {
    does: 'Some of a payment comes back (退款), to the contract that it paid, else to the line. After closing it is an adjustment.',
    input: 'What records that some of a payment came back.',
    fields: {
      voucher: nested(voucher, "The payment's voucher."),
      refundVoucher: nested(voucher, 'The voucher under which the money that came back is booked.'),
      fen: fen('How much, in fen.'),
      refundedOn: date('The day it came back.'),
      ...fund,
    },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('CarryOut', {
    does: 'Free money is left for the next year; it keeps its age.',
    input: 'What leaves free money for the next year.',
    fields: { fen: fen('How much, in fen; the newest money is carried out first.'), ...fund },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('CarryIn', {
    does: 'Money arrives from the year before; usually a process enters it.',
    input: 'What enters money that arrived from the year before.',
    fields: { parts: listOf(nested(agedMoney, 'The money, by its age.'), MOST_AGES), ...fund },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('ReturnUnspent', {
    does: 'Free money goes back to the bureau, on a document.',
    input: 'What returns free money to the bureau.',
    fields: { fen: fen('How much, in fen.'), documentNo: string("The document's number."), ...fund },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
  mutation('CloseFundYear', {
    does: "The year's books are closed, once nothing is free, promised or left on a line.",
    input: "What closes a year's books.",
    fields: fund,
    command: ({ fundId }) => ofFund(fundId),
  }),
  mutation('AdjustClosedYear', {
    does: 'The bureau changes what a line of a closed year spent, on a document; what was returned changes the other way.',
    input: 'What changes what a line spent after its year was closed.',
    fields: {
      fen: fen('What the line spent more, in fen, or less where negative.'),
      documentNo: string("The document's number."),
      reason: text('Why.'),
      ...line,
    },
    command: ({ fundId, ...rest }) => ({ ...ofFund(fundId), ...rest }),
  }),
];
