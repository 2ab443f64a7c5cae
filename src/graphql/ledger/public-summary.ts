import type { Language } from '../../commands/messages.js';
import type { DomainEvent } from '../../domain/ledger.js';
import { yuan } from '../../domain/money.js';
import { summary } from '../../domain/summaries.js';

/** The line on an event of which the public sees a part only: what is not shown is not spoken of. */
export const publicSummary = (event: DomainEvent, language: Language): string => {
  const zh = language === 'ZH';
  switch (event.type) {
    case 'FundsCommitted':
      return zh
        ? `第 ${event.line} 项签订合同，承诺支出 ${yuan(event.fen)} 元`
        : `A contract committed ${yuan(event.fen)} yuan of line ${event.line}`;
    case 'ExpenditureRecorded':
      return zh ? `第 ${event.line} 项支出 ${yuan(event.fen)} 元` : `Line ${event.line} spent ${yuan(event.fen)} yuan`;
    case 'ExpenditureReversed':
      return zh
        ? `冲销第 ${event.line} 项支出 ${yuan(event.fen)} 元`
        : `An expenditure of ${yuan(event.fen)} yuan of line ${event.line} was reversed`;
    case 'PersonRegistered':
      if ('schoolId' in event) return summary(event, language);
      return zh ? '登记了一名人员' : 'A person was registered';
    case 'RecordCorrected': {
      const right = publicSummary(event.right as unknown as DomainEvent, language);
      return zh
        ? `更正本流第 ${event.revision} 号记录，自 ${event.rightEffectiveOn} 起：${right}`
        : `Record ${event.revision} of this stream was corrected, with effect from ${event.rightEffectiveOn}: ${right}`;
    }
    default:
      // What is not shown leaves nothing behind its colon.
      return summary(event, language).replace(/[:：]\s*$/, '');
  }
};
