import type { Invariant, Violation } from '../decider.js';
import type { Evaluations } from './state.js';
import { isInOffice } from './state.js';

/** A scope and period have one COMPREHENSIVE evaluation at most; what turns out wrong is reopened. */
export const oneComprehensive: Invariant<Evaluations> = ({ evaluations }) =>
  evaluations
    .filter(({ kind }) => kind === 'COMPREHENSIVE')
    .slice(1)
    .map(({ number }): Violation => ({
      code: 'EVALUATION_EXISTS',
      args: { evaluation: number },
      means: { kind: 'COMPREHENSIVE' },
    }));

/** Who finds something is an inspector in office on that day. */
export const findingsOfInspectors: Invariant<Evaluations> = ({ evaluations }) =>
  evaluations.flatMap((evaluation) =>
    evaluation.findings
      .filter(({ inspectorId, on }) => !isInOffice(evaluation, inspectorId, on))
      .map(({ number, inspectorId, on }): Violation => ({
        code: 'INSPECTOR_NOT_IN_OFFICE',
        args: { evaluation: evaluation.number, finding: number },
        means: { inspectorId, personId: inspectorId },
        day: on,
      })),
  );

/** What was concluded had looked at all that it had to look at. */
export const dimensionsLookedAt: Invariant<Evaluations> = ({ evaluations }) =>
  evaluations.flatMap(({ number, findings, conclusions }) =>
    conclusions.flatMap(({ dimensions, round }) =>
      dimensions
        .filter((one) => !findings.some((finding) => finding.dimension === one && finding.round <= round))
        .map((dimension): Violation => ({ code: 'DIMENSION_MISSING', args: { evaluation: number, dimension } })),
    ),
  );

/** No step has effect before what it rests on. */
export const stepsInOrder: Invariant<Evaluations> = ({ early }) =>
  early.map(({ revision, day, earliest }) => ({
    code: 'DATE_ORDER',
    args: { revision, day, earliest },
    path: ['command', 'effectiveOn'],
  }));

export const invariants: readonly Invariant<Evaluations>[] = [
  oneComprehensive,
  stepsInOrder,
  findingsOfInspectors,
  dimensionsLookedAt,
];
