import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/**
 * Signed notes (https://c2sp.org/signed-note): a text, an empty line, and a line for each signature. Two kinds of Ed25519 signatures are
 * known: one of the text alone, and a witness's, with the time at which it saw the checkpoint (https://c2sp.org/tlog-cosignature).
 */

/** The byte by which a key says what it signs. */
const KINDS = { text: 0x01, cosignature: 0x04 } as const;
export type KeyKind = keyof typeof KINDS;

/** Whose signatures are believed. */
export interface Verifier {
  readonly name: string;
  /** 8 hexadecimal digits: short, to find the key, not to trust it. */
  readonly keyId: string;
  readonly kind: KeyKind;
  readonly publicKey: KeyObject;
}

/** Who signs. */
export interface Signer extends Verifier {
  /** As it is written on a note, its key id left out. */
  readonly sign: (text: string) => Uint8Array;
}

/** One signature of a note. */
export interface Signature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A signature that holds; of a witness with the second (since 1970) at which it cosigned. */
export interface Signed {
  readonly name: string;
  readonly keyId: string;
  readonly cosignedAt?: number;
}

/** A note whose text may be believed. */
export interface OpenedNote {
  readonly text: string;
  /** Whose signatures hold, one at least. */
  readonly signed: readonly Signed[];
}

export type NoteFault = 'MALFORMED' | 'UNKNOWN_KEYS' | 'WRONG_SIGNATURE';

/** A note whose text must not be believed. */
export class BadNote extends Error {
  constructor(
    readonly fault: NoteFault,
    message: string,
  ) {
    super(message);
    this.name = 'BadNote';
  }
}

/** More lines of signatures than these are no note. */
const MOST_SIGNATURES = 100;
const ED25519_BYTES = 32;
const TIME_BYTES = 8;
/** U+0085 is a space in Unicode, and none in JavaScript. */
const NAME = /^[^\s\u0085+]+$/u;
const SIGNATURE_LINE = /^\u2014 ([^ ]+) ([^ ]+)$/u;

/** Whether a text may be a key's name: no spaces, no plus. */
export const isKeyName = (name: string): boolean => NAME.test(name);

const rawOf = (publicKey: KeyObject): Buffer => Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
const keyOf = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' });

/** What base64 stands for; undefined where it is not written as base64 is. */
const fromBase64 = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
};

const verifierOf = (name: string, kind: KeyKind, publicKey: KeyObject): Verifier => ({
  name,
  kind,
  publicKey,
  keyId: createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.of(KINDS[kind]))
    .update(rawOf(publicKey))
    .digest('hex')
    .slice(0, 8),
});

/** A key as it is given to those who verify, `name+keyId+base64`. */
export const verifierKey = ({ name, keyId, kind, publicKey }: Verifier): string =>
  `${name}+${keyId}+${Buffer.concat([Buffer.of(KINDS[kind]), rawOf(publicKey)]).toString('base64')}`;

/** Reads such a key; undefined where it is none, of a kind that is not known, or where its parts do not belong together. */
export const readVerifierKey = (text: string): Verifier | undefined => {
  const [, name = '', keyId, encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/s.exec(text) ?? [];
  const key = fromBase64(encoded);
  const kind = (Object.keys(KINDS) as KeyKind[]).find((one) => KINDS[one] === key?.[0]);
  if (!isKeyName(name) || key?.length !== 1 + ED25519_BYTES || kind === undefined) return undefined;
  const verifier = verifierOf(name, kind, keyOf(key.subarray(1)));
  return verifier.keyId === keyId ? verifier : undefined;
};

/** Signs texts with a private Ed25519 key. Throws TypeError on another key and on a bad name. */
export const signerOf = (name: string, privateKey: KeyObject): Signer => {
  const verifier = verifierOf(name, 'text', publicOf(name, privateKey));
  return { ...verifier, sign: (text) => sign(null, Buffer.from(text), privateKey) };
};

/** Cosigns checkpoints, as a witness does; `now` in seconds since 1970. Throws as signerOf does. */
export const cosignerOf = (name: string, privateKey: KeyObject, now: () => number): Signer => {
  const verifier = verifierOf(name, 'cosignature', publicOf(name, privateKey));
  return {
    ...verifier,
    sign: (text) => {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeBigUInt64BE(BigInt(now()));
      return Buffer.concat([time, sign(null, cosigned(time, text), privateKey)]);
    },
  };
};

const publicOf = (name: string, privateKey: KeyObject): KeyObject => {
  if (!isKeyName(name)) throw new TypeError("A key's name has no spaces and no plus");
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519')
    throw new TypeError('Notes are signed with a private Ed25519 key');
  return createPublicKey(privateKey);
};

/** What a witness signs. */
const cosigned = (time: Buffer, text: string): Buffer =>
  Buffer.from(`cosignature/v1\ntime ${time.readBigUInt64BE()}\n${text}`);

const lineOf = (signer: Signer, text: string): string =>
  `\u2014 ${signer.name} ${Buffer.concat([Buffer.from(signer.keyId, 'hex'), signer.sign(text)]).toString('base64')}\n`;

/** A note of a text, which ends with a newline, signed by each. Throws BadNote MALFORMED where no note can be made of it. */
export const signNote = (text: string, signers: readonly Signer[]): string => {
  const note = `${text}\n${signers.map((signer) => lineOf(signer, text)).join('')}`;
  if (parseNote(note).text !== text) throw malformed();
  return note;
};

/** The note with one more signature. Throws BadNote MALFORMED. */
export const addSignature = (note: string, signer: Signer): string => note + lineOf(signer, parseNote(note).text);

const malformed = (): BadNote => new BadNote('MALFORMED', 'This is no signed note');

const textOf = (note: string | Uint8Array): string => {
  try {
    const bytes = typeof note === 'string' ? Buffer.from(note) : note;
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (typeof note === 'string' && note !== text) throw malformed();
    return text;
  } catch {
    throw malformed();
  }
};

/** Takes a note apart, and believes nothing of it. Throws BadNote MALFORMED. */
export const parseNote = (
  note: string | Uint8Array,
): { readonly text: string; readonly signatures: readonly Signature[] } => {
  const whole = textOf(note);
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n') || /[\0-\x09\x0b-\x1f]/.test(whole)) throw malformed();
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) throw malformed();
  return { text: whole.slice(0, end + 1), signatures: lines.map(signatureOf) };
};

const signatureOf = (line: string): Signature => {
  const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || !bytes || bytes.length < 5) throw malformed();
  return { name, keyId: bytes.toString('hex', 0, 4), signature: bytes.subarray(4) };
};

/**
 * Opens a note for those who know some keys; signatures of others are ignored. Throws BadNote: MALFORMED, UNKNOWN_KEYS where none of the
 * known keys signed it, WRONG_SIGNATURE where one of them is said to have and did not.
 */
export const openNote = (note: string | Uint8Array, verifiers: readonly Verifier[]): OpenedNote => {
  const { text, signatures } = parseNote(note);
  const signed = signatures.flatMap((signature) => {
    const verifier = verifiers.find(({ name, keyId }) => name === signature.name && keyId === signature.keyId);
    return verifier ? [verified(text, signature, verifier)] : [];
  });
  if (signed.length === 0) throw new BadNote('UNKNOWN_KEYS', 'None of the known keys signed this note');
  const nameOf = ({ name, keyId }: Signed): string => `${name}+${keyId}`;
  return { text, signed: [...new Map(signed.map((one) => [nameOf(one), one])).values()] };
};

/** Throws BadNote WRONG_SIGNATURE. */
const verified = (text: string, { name, keyId, signature }: Signature, { kind, publicKey }: Verifier): Signed => {
  const [time, own] =
    kind === 'text'
      ? [undefined, signature]
      : [Buffer.from(signature.subarray(0, TIME_BYTES)), signature.subarray(TIME_BYTES)];
  if (time !== undefined && time.length < TIME_BYTES) throw wrongSignature(name, keyId);
  const message = time === undefined ? Buffer.from(text) : cosigned(time, text);
  if (!verify(null, message, publicKey, own)) throw wrongSignature(name, keyId);
  return { name, keyId, ...(time === undefined ? {} : { cosignedAt: Number(time.readBigUInt64BE()) }) };
};

const wrongSignature = (name: string, keyId: string): BadNote =>
  new BadNote('WRONG_SIGNATURE', `The signature of ${name}+${keyId} is not of this text`);
