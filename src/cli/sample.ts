import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import type { Envelope, GivenCommand, Principal } from '../commands/command.js';
import { contentOf } from '../commands/envelope.js';
import type { Day } from '../domain/ledger.js';

/** The namespace of the samples' command ids. */
const NAMESPACE = '5f0c9a52-8f63-5b0a-a1d4-3d1f6f2f9a10';
const TITLE = '样本资料（演示用，并非真实文件）';
const CLERK = 'sample-clerk';
/** When the register and the samples were told: what takes its time after the telling, as evaluations do, needs days that are over. */
export const SAMPLES_TOLD_AT = '2026-10-16T01:00:00.000Z';

/** A command of the samples, and who gives it. */
export interface SampleStep {
  readonly command: GivenCommand;
  readonly envelope: Envelope;
  readonly principal: Principal;
  /** When it is told, where that is later than the day on which all samples before it are (SAMPLES_TOLD_AT). */
  readonly recordedAt?: string;
}

/** What a sample says besides its command. */
export interface Said {
  readonly effectiveOn: Day;
  readonly documentNo: string;
  readonly reason: string;
  /** Fields that are assumed besides the day. */
  readonly assumed?: readonly string[];
  readonly actorId?: string;
}

/**
 * A sample, marked as one: its paper is called a sample and its day is assumed. The days lie further back than anybody but the bureau
 * may enter, hence every step is the bureau's, with a number. Its id follows from what it says, so that two loads are the same.
 */
export const sampleStep = (
  district: string,
  command: GivenCommand,
  { effectiveOn, documentNo, reason, assumed = [], actorId = CLERK }: Said,
): SampleStep => {
  const said = { basis: [{ title: TITLE, documentNo }], effectiveOn, assumed: ['effectiveOn', ...assumed], reason };
  return {
    command,
    envelope: { commandId: uuidv5(canonicalize({ command: contentOf(command), said })!, NAMESPACE), ...said },
    principal: { actor: { id: actorId, role: 'BUREAU' }, district },
  };
};
