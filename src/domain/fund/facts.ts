import { factsOf, type Say } from '../fact.js';
import { fundId, resolutionId, splitFundStream, type StreamName } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import { entered } from '../on-behalf.js';
import type { AgedMoney, FundEvent, Voucher } from './events.js';

const ofFund = (_event: object, stream: StreamName): readonly ObjectRef[] => {
  const { group, fiscalYear } = splitFundStream(stream);
  return [
    { type: 'Fund', key: fundId(group, fiscalYear) },
    { type: 'EducationGroup', key: group },
  ];
};
const ofResolution = (event: { readonly resolution: number }, stream: StreamName): readonly ObjectRef[] => [
  ...ofFund(event, stream),
  { type: 'Resolution', key: resolutionId(splitFundStream(stream).group, event.resolution) },
];
const ofPayingSchool = (event: { readonly voucher: Voucher }, stream: StreamName): readonly ObjectRef[] => [
  ...ofFund(event, stream),
  { type: 'School', key: event.voucher.schoolId },
];

const year = ({ stream }: Say): number => splitFundStream(stream).fiscalYear;
const group = ({ stream, group }: Say): string => group(splitFundStream(stream).group);

/** A voucher as it is quoted in the books: school, month, number and entry. */
const quoted = ({ schoolId, year, month, number, entry }: Voucher, { school }: Say): string =>
  `${school(schoolId)} ${year}-${String(month).padStart(2, '0')} ${number}/${entry}`;

/** The years that an allocation says its money is of. */
const ofYears = (origins: readonly AgedMoney[] = [], { money, list }: Say): string =>
  origins.length > 0 ? ` (${list(origins.map(({ originYear, fen }) => `${originYear}: ${money(fen)}`))})` : '';
const ofYearsZh = (origins: readonly AgedMoney[] = [], { money, list }: Say): string =>
  origins.length > 0 ? `（${list(origins.map(({ originYear, fen }) => `${originYear} 年${money(fen)}`))}）` : '';

/** Sums with their purposes are public; supplier, contract, invoice, voucher and reason are not. */
export const facts = factsOf<FundEvent>()({
  FundAppropriated: {
    touches: ofFund,
    public: ['fen', 'documentNo', 'receivedOn'],
    said: {
      en: ({ fen, documentNo }, say) =>
        `The bureau appropriated ${say.money(fen)} to ${group(say)} for ${year(say)} (${documentNo})`,
      zh: ({ fen, documentNo }, say) =>
        `教育局向${group(say)}拨付 ${year(say)} 年度专项经费${say.money(fen)}（${documentNo}）`,
    },
  },
  FundSupplemented: {
    touches: ofFund,
    public: ['fen', 'documentNo', 'receivedOn'],
    said: {
      en: ({ fen, documentNo }, say) =>
        `The bureau added ${say.money(fen)} for ${group(say)} in ${year(say)} (${documentNo})`,
      zh: ({ fen, documentNo }, say) =>
        `教育局向${group(say)}追加 ${year(say)} 年度专项经费${say.money(fen)}（${documentNo}）`,
    },
  },
  FundReduced: {
    touches: ofFund,
    public: ['fen', 'documentNo', 'receivedOn'],
    said: {
      en: ({ fen, documentNo }, say) =>
        `The bureau took back ${say.money(fen)} from ${group(say)} for ${year(say)} (${documentNo})`,
      zh: ({ fen, documentNo }, say) =>
        `教育局核减${group(say)} ${year(say)} 年度专项经费${say.money(fen)}（${documentNo}）`,
    },
  },
  FundsAllocated: {
    touches: (event, stream) => [
      ...ofResolution(event, stream),
      ...event.lines.map(({ schoolId }): ObjectRef => ({ type: 'School', key: schoolId })),
    ],
    public: ['resolution', 'lines', 'onBehalf'],
    said: {
      en: ({ resolution, lines, onBehalf }, say) =>
        `Allocated under resolution ${resolution}: ${say.first(lines, ({ line, purpose, schoolId, fen, origins }) => `line ${line} ${purpose}, ${say.money(fen)}${ofYears(origins, say)}, paid by ${say.school(schoolId)}`, '; ')}${entered.en({ onBehalf })}`,
      zh: ({ resolution, lines, onBehalf }, say) =>
        `依第 ${resolution} 号决议分配：${say.first(lines, ({ line, purpose, schoolId, fen, origins }) => `第 ${line} 项 ${purpose}${say.money(fen)}${ofYearsZh(origins, say)}，由${say.school(schoolId)}支付`, '；')}${entered.zh({ onBehalf })}`,
    },
  },
  AllocationRevised: {
    touches: ofResolution,
    public: ['line', 'change', 'resolution', 'origins', 'onBehalf'],
    said: {
      en: ({ line, change, resolution, origins, onBehalf }, say) =>
        `Line ${line} ${change === 0 ? 'keeps its sum' : `was changed by ${say.change(change)}`}${ofYears(origins, say)} under resolution ${resolution}${entered.en({ onBehalf })}`,
      zh: ({ line, change, resolution, origins, onBehalf }, say) =>
        `依第 ${resolution} 号决议，第 ${line} 项${change === 0 ? '金额不变' : `调整 ${say.change(change)}`}${ofYearsZh(origins, say)}${entered.zh({ onBehalf })}`,
    },
  },
  AllocationSuspended: {
    touches: ofResolution,
    public: ['resolution', 'lines'],
    said: {
      en: ({ resolution, lines }, say) =>
        `Suspended, because resolution ${resolution} no longer carries it: ${lines.length === 1 ? 'line' : 'lines'} ${say.list(lines)}`,
      zh: ({ resolution, lines }, say) => `第 ${resolution} 号决议不再支持，暂停第 ${say.list(lines)} 项`,
    },
  },
  FundsCommitted: {
    touches: ofFund,
    public: ['line', 'fen'],
    said: {
      en: ({ line, fen, contractNo }, say) =>
        `${contractNo === undefined ? 'A contract' : `Contract ${contractNo}`} committed ${say.money(fen)} of line ${line}`,
      zh: ({ line, fen, contractNo }, say) =>
        `第 ${line} 项签订合同${contractNo === undefined ? '' : ` ${contractNo}`}，承诺支出${say.money(fen)}`,
    },
  },
  ContractAmended: {
    touches: ofFund,
    public: ['line', 'change'],
    said: {
      en: ({ line, change, contractNo }, say) =>
        `${contractNo === undefined ? 'A contract' : `Contract ${contractNo}`} of line ${line} was amended by ${say.change(change)}`,
      zh: ({ line, change, contractNo }, say) =>
        `第 ${line} 项合同${contractNo === undefined ? '' : ` ${contractNo}`}变更 ${say.change(change)}`,
    },
  },
  CommitmentReleased: {
    touches: ofFund,
    public: ['line', 'fen', 'reason'],
    said: {
      en: ({ line, fen, contractNo, reason }, say) =>
        `${contractNo === undefined ? 'A contract' : `Contract ${contractNo}`} was ${reason === 'COMPLETED' ? 'completed for less' : 'terminated'}: ${say.money(fen)} went back to line ${line}`,
      zh: ({ line, fen, contractNo, reason }, say) =>
        `合同${contractNo === undefined ? '' : ` ${contractNo}`}${reason === 'COMPLETED' ? '按较低金额履行完毕' : '终止'}，${say.money(fen)}退回第 ${line} 项`,
    },
  },
  ExpenditureRecorded: {
    touches: ofPayingSchool,
    public: ['line', 'fen'],
    said: {
      en: ({ line, fen, voucher }, say) =>
        `Line ${line} spent ${say.money(fen)}${voucher ? `, voucher ${quoted(voucher, say)}` : ''}`,
      zh: ({ line, fen, voucher }, say) =>
        `第 ${line} 项支出${say.money(fen)}${voucher ? `，凭证 ${quoted(voucher, say)}` : ''}`,
    },
  },
  ExpenditureReversed: {
    touches: ofPayingSchool,
    public: ['line', 'fen'],
    said: {
      en: ({ line, fen, voucher }, say) =>
        `An expenditure of ${say.money(fen)} of line ${line} was reversed${voucher ? `, voucher ${quoted(voucher, say)}` : ''}`,
      zh: ({ line, fen, voucher }, say) =>
        `冲销第 ${line} 项支出${say.money(fen)}${voucher ? `，凭证 ${quoted(voucher, say)}` : ''}`,
    },
  },
  ExpenditureRefunded: {
    touches: ofPayingSchool,
    public: ['line', 'fen'],
    said: {
      en: ({ line, fen, refundVoucher }, say) =>
        `${say.money(fen)} of what line ${line} spent came back${refundVoucher ? `, voucher ${quoted(refundVoucher, say)}` : ''}`,
      zh: ({ line, fen, refundVoucher }, say) =>
        `第 ${line} 项支出退款${say.money(fen)}${refundVoucher ? `，凭证 ${quoted(refundVoucher, say)}` : ''}`,
    },
  },
  CarriedOut: {
    touches: ofFund,
    public: ['fen', 'parts'],
    said: {
      en: ({ fen }, say) => `Left for the next year: ${say.money(fen)}`,
      zh: ({ fen }, say) => `结转下年${say.money(fen)}`,
    },
  },
  CarriedIn: {
    touches: ofFund,
    public: ['fen', 'parts'],
    said: {
      en: ({ fen }, say) => `Carried over from the year before: ${say.money(fen)}`,
      zh: ({ fen }, say) => `上年结转${say.money(fen)}`,
    },
  },
  UnspentReturned: {
    touches: ofFund,
    public: ['fen', 'documentNo'],
    said: {
      en: ({ fen, documentNo }, say) => `${group(say)} returned ${say.money(fen)} to the bureau (${documentNo})`,
      zh: ({ fen, documentNo }, say) => `${group(say)}交回教育局${say.money(fen)}（${documentNo}）`,
    },
  },
  FundYearClosed: {
    touches: ofFund,
    public: [],
    said: {
      en: (_event, say) => `The books of ${group(say)} for ${year(say)} were closed`,
      zh: (_event, say) => `${group(say)} ${year(say)} 年度决算关账`,
    },
  },
  ClosedYearAdjusted: {
    touches: ofFund,
    public: ['line', 'fen', 'documentNo'],
    said: {
      en: ({ line, fen, documentNo }, say) =>
        `After closing, what line ${line} spent was changed by ${say.change(fen)} (${documentNo})`,
      zh: ({ line, fen, documentNo }, say) => `关账后调整第 ${line} 项支出 ${say.change(fen)}（${documentNo}）`,
    },
  },
});
