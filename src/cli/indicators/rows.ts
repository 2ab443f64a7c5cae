import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { RecordIndicators } from '../../domain/indicator/commands.js';
import {
  figureKey,
  indicatorNames,
  indicators,
  reportingDay,
  type Figure,
  type Indicators,
  type Survey,
} from '../../domain/indicator/index.js';
import type { RefusalArguments } from '../../domain/refusal.js';
import { yuan } from '../../domain/money.js';
import { present } from '../../domain/present.js';
import { same } from '../../domain/same.js';
import { oneOf, valueIn } from '../persons/words.js';
import { shown, type Problem } from '../problem.js';
import type { Step } from '../table/apply.js';
import type { LocatedRow } from '../table/csv.js';
import { DAY, SCHOOL, WHOLE, dayOf, hundredthsOf, idWithin, valuesOf, wholeNumber } from '../table/values.js';
import { columnOfIndicator, columns, TEACHING_PHASES, type ColumnName, type Row } from './columns.js';

/** The namespace of all ids that follow from a row's content. It never changes: ids given before would. */
const NAMESPACE = '6c1f7b52-0d0a-5b0e-9a3f-2f0c7d3e8b41';
/** What the basis of imported figures is called; its number is the row's documentNo. */
const TITLE = '学校指标导入';

/** What a row says. */
export interface ReadRow {
  readonly line: number;
  readonly row: Row;
  readonly command: RecordIndicators;
  readonly effectiveOn: string;
}

/** Counted in hundredths: areas, and money. */
const inHundredths = (indicator: Figure['indicator']): boolean =>
  indicators[indicator].unit === 'FEN' || indicators[indicator].unit === 'SQUARE_DECIMETRES';

/** Reads a row: by itself, before the ledger is asked. */
export const readRow =
  (district: string) =>
  ({ line, row }: LocatedRow<ColumnName>): ReadRow | { readonly problems: readonly Problem[] } => {
    const { read, problems } = valuesOf(columns, { line, row });
    const schoolYear = read('schoolYear', schoolYearOf, 'must be a school year, like 2025-2026 or 2025') ?? 0;
    const phase = read('phase', valueIn(TEACHING_PHASES), oneOf(TEACHING_PHASES));
    const figures = indicatorNames.flatMap((indicator): Figure[] => {
      const value = inHundredths(indicator)
        ? read(columnOfIndicator[indicator], hundredthsOf, 'must be a number with at most two decimals')
        : read(columnOfIndicator[indicator], wholeNumber, WHOLE);
      return value === undefined
        ? []
        : [{ indicator, ...present({ phase: indicators[indicator].perPhase ? phase : undefined }), value }];
    });
    const counts = (['surveyPopulation', 'surveyRespondents', 'surveySatisfied'] as const).map((name) =>
      read(name, wholeNumber, WHOLE),
    );
    const [population, respondents, satisfied] = counts;
    const survey: Survey | undefined =
      population === undefined || respondents === undefined || satisfied === undefined
        ? undefined
        : { population, respondents, satisfied };
    if (!survey && counts.some((count) => count !== undefined) && problems.length === 0)
      problems.push({
        path: ['surveyPopulation'],
        line,
        value: row.surveyPopulation,
        message: 'a survey has all three counts',
      });
    const command: RecordIndicators = {
      type: 'RecordIndicators',
      schoolId: read('school', idWithin(district), SCHOOL) ?? '',
      schoolYear,
      figures,
      ...present({ survey }),
    };
    const effectiveOn = read('effectiveOn', dayOf, DAY) ?? reportingDay(schoolYear);
    return problems.length > 0 ? { problems } : { line, row, command, effectiveOn };
  };

/** `2025-2026`, also with 学年 behind it, or its first year alone. */
const schoolYearOf = (text: string): number | undefined => {
  const [, first, second] = /^(\d{4})(?:\s*[-–—~至/]\s*(\d{4}))?\s*(?:学年)?$/.exec(text) ?? [];
  const year = Number(first);
  return first === undefined || (second !== undefined && Number(second) !== year + 1) ? undefined : year;
};

/** The command for some of what a row says. Its id follows from what it says. */
export const stepFor = (
  { command, effectiveOn, row }: ReadRow,
  of: Pick<RecordIndicators, 'figures' | 'survey'>,
): Step => {
  const { survey: _, ...rest } = command;
  const part: RecordIndicators = { ...rest, figures: of.figures, ...present({ survey: of.survey }) };
  const basis = [{ title: TITLE, ...present({ documentNo: row.documentNo }) }];
  const commandId = uuidv5(canonicalize({ command: part, effectiveOn, basis })!, NAMESPACE);
  return { command: part, envelope: { commandId, basis, effectiveOn } };
};

/** What of a row the ledger lacks, or the first column in which the ledger says another thing. */
export const lackingOf = (
  { line, row, command: { figures, survey } }: ReadRow,
  known: Indicators,
): { readonly problem: Problem } | Pick<RecordIndicators, 'figures' | 'survey'> => {
  const differs = (column: ColumnName, value: string): { readonly problem: Problem } => ({
    problem: {
      ...{ path: [column], line, value: row[column] },
      message: `the ledger has this already, with ${shown(value)}; to change it, correct it there`,
    },
  });
  for (const figure of figures) {
    const there = known.figures.get(figureKey(figure));
    if (there && there.value !== figure.value) return differs(columnOfIndicator[figure.indicator], written(there));
  }
  if (survey && known.survey) {
    const { population, respondents, satisfied } = known.survey;
    if (!same(survey, { population, respondents, satisfied }))
      return differs('surveyPopulation', `${population}/${respondents}/${satisfied}`);
  }
  return {
    figures: figures.filter((figure) => !known.figures.has(figureKey(figure))),
    ...present({ survey: known.survey ? undefined : survey }),
  };
};

/** A figure as a table writes it. */
const written = ({ indicator, value }: Figure): string => (inHundredths(indicator) ? yuan(value) : String(value));

/** The column that a refusal of some figures is about. */
export const columnOfRefusal = (
  figures: readonly Figure[],
  args: RefusalArguments,
  path: readonly string[],
): ColumnName | undefined => {
  const [field, part, more] = path[0] === 'command' ? path.slice(1) : path;
  if (field === 'figures') {
    if (more === 'phase') return 'phase';
    const named = part === undefined ? String(args['field'] ?? '').split('.')[0] : figures[Number(part)]?.indicator;
    return indicatorNames.some((one) => one === named) ? columnOfIndicator[named as Figure['indicator']] : undefined;
  }
  const names: Readonly<Record<string, ColumnName>> = {
    schoolId: 'school',
    basis: 'documentNo',
    population: 'surveyPopulation',
    respondents: 'surveyRespondents',
    satisfied: 'surveySatisfied',
  };
  const name = field === 'survey' ? (part ?? 'population') : field;
  return name === undefined ? undefined : (names[name] ?? columns.find((column) => column.name === name)?.name);
};

/** What one fact says of a school year, as rows: one for each phase that it speaks of, what the phases share in the first of them. */
export const rowsOf = (
  { schoolId, schoolYear }: Pick<RecordIndicators, 'schoolId' | 'schoolYear'>,
  { figures, survey }: Pick<RecordIndicators, 'figures' | 'survey'>,
  { effectiveOn, documentNo }: { readonly effectiveOn: string; readonly documentNo: string | undefined },
): readonly Row[] => {
  const phases = [...new Set(figures.flatMap(({ phase }) => phase ?? []))];
  return (phases.length === 0 ? [undefined] : phases).map((phase, index) => ({
    school: schoolId,
    schoolYear: `${schoolYear}-${schoolYear + 1}`,
    ...present({ phase }),
    ...Object.fromEntries(
      figures
        .filter((figure) => (figure.phase === undefined ? index === 0 : figure.phase === phase))
        .map((figure) => [columnOfIndicator[figure.indicator], written(figure)]),
    ),
    ...(survey && index === 0
      ? {
          surveyPopulation: String(survey.population),
          surveyRespondents: String(survey.respondents),
          surveySatisfied: String(survey.satisfied),
        }
      : {}),
    effectiveOn,
    ...present({ documentNo }),
  }));
};
