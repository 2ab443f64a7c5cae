import { createCipheriv, createHash } from 'node:crypto';
import { v4 as uuidv4 } from 'uuid';

/** Chance that comes out the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 to one below the bound. */
  readonly below: (bound: number) => number;
  /** Whether something of this probability, from 0 to 1, happens. */
  readonly happens: (probability: number) => boolean;
  readonly pick: <T>(of: readonly T[]) => T;
  /** So many bytes, in hexadecimal. */
  readonly hex: (bytes: number) => string;
  /** A version 4 UUID. */
  readonly uuid: () => string;
}

/** How many bytes are made at a time. */
const CHUNK = 65_536;

/** The key stream of AES-128 in counter mode, under a key made of the seed. */
export const randomFrom = (seed: string): Random => {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK);
  let bytes = Buffer.alloc(0);
  let used = 0;
  const take = (count: number): Buffer => {
    if (used + count > bytes.length) {
      bytes = cipher.update(zeros);
      used = 0;
    }
    used += count;
    return bytes.subarray(used - count, used);
  };
  const share = (): number => take(4).readUInt32LE() / 2 ** 32;
  return {
    below: (bound) => Math.floor(share() * bound),
    happens: (probability) => share() < probability,
    pick: (of) => of[Math.floor(share() * of.length)]!,
    hex: (count) => take(count).toString('hex'),
    uuid: () => uuidv4({ random: take(16) }),
  };
};
