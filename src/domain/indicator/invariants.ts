import type { Invariant } from '../decider.js';
import { figureKey, type Indicators } from './state.js';
import type { PhaseIndicator, TeachingPhase } from './indicators.js';

const phases: readonly TeachingPhase[] = ['KINDERGARTEN', 'PRIMARY', 'JUNIOR', 'SENIOR'];
/** What is a part of what: some teachers of all, and no class is without a pupil. */
const parts: readonly (readonly [PhaseIndicator, PhaseIndicator])[] = [
  ['TEACHERS_ABOVE_REQUIRED_DEGREE', 'TEACHERS'],
  ['BACKBONE_TEACHERS', 'TEACHERS'],
  ['PE_ARTS_TEACHERS', 'TEACHERS'],
  ['CLASSES', 'ENROLMENT'],
];

/** No part of a school's teachers is larger than all of them, and it has no more classes than pupils; whatever paper says either. */
export const partsAreWithinTheWhole: Invariant<Indicators> = ({ figures }) =>
  phases.flatMap((phase) =>
    parts.flatMap(([indicator, of]) => {
      const part = figures.get(figureKey({ indicator, phase }));
      const whole = figures.get(figureKey({ indicator: of, phase }));
      return part && whole && part.value > whole.value
        ? [
            {
              code: 'INVALID_INPUT' as const,
              args: { field: figureKey({ indicator, phase }), least: 0, most: whole.value },
              path: ['figures'],
            },
          ]
        : [];
    }),
  );

export const invariants: readonly Invariant<Indicators>[] = [partsAreWithinTheWhole];
