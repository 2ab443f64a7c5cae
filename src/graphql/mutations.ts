import { careerMutations } from './career/commands.js';
import { correctionMutations } from './correction/commands.js';
import { councilMutations } from './council/commands.js';
import { districtMutations } from './district/commands.js';
import { evaluationMutations } from './evaluation/commands.js';
import { fundMutations } from './fund/commands.js';
import { groupMutations } from './group/commands.js';
import { indicatorMutations } from './indicator/commands.js';
import { personMutations } from './person/commands.js';
import { policyMutations } from './policy/commands.js';
import { resolutionMutations } from './resolution/commands.js';
import { rotationMutations } from './rotation/commands.js';
import { schoolMutations } from './school/commands.js';

/** All mutations of the API. */
export const mutations = [
  ...districtMutations,
  ...schoolMutations,
  ...groupMutations,
  ...councilMutations,
  ...resolutionMutations,
  ...personMutations,
  ...careerMutations,
  ...rotationMutations,
  ...fundMutations,
  ...evaluationMutations,
  ...policyMutations,
  ...indicatorMutations,
  ...correctionMutations,
];
