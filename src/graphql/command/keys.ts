import { splitEvaluationId, splitId } from '../../domain/identity.js';

// The parts of stable keys that the domain's commands are made of.

export const codeOf = (id: string): string => splitId(id).code;
/** `370103.G01.1` as commands name a term of a group's council. */
export const ofTerm = (id: string): { readonly groupId: string; readonly ordinal: number } => {
  const dot = id.lastIndexOf('.');
  return { groupId: id.slice(0, dot), ordinal: Number(id.slice(dot + 1)) };
};
/** `370103.G01.2026` as commands name a group's fund. */
export const ofFund = (id: string): { readonly groupId: string; readonly fiscalYear: number } => {
  const { groupId, ordinal } = ofTerm(id);
  return { groupId, fiscalYear: ordinal };
};
/** `370103.G01.R3` as commands name a resolution. */
export const ofResolution = (id: string): { readonly groupId: string; readonly resolution: number } => {
  const dot = id.lastIndexOf('.R');
  return { groupId: id.slice(0, dot), resolution: Number(id.slice(dot + 2)) };
};
/** `370103.G01.2025-2026.E1` as commands name an evaluation. */
export const ofEvaluation = splitEvaluationId;
