import { describe, expect, test } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  ledgerOfOrigin,
  openCheckpoint,
  originOf,
  readCheckpoint,
  signCheckpoint,
} from '../../src/audit/checkpoint.js';
import {
  addSignature,
  BadNote,
  cosignerOf,
  openNote,
  parseNote,
  readVerifierKey,
  signerOf,
  signNote,
  verifierKey,
  type NoteFault,
} from '../../src/audit/note.js';

/** Keys, text and signatures of golang.org/x/mod/sumdb/note, note_test.go; the private key is public, too. */
const privateKey = createPrivateKey(
  '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n-----END PRIVATE KEY-----\n',
);
const peterKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const enochKey = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const peterSigned =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const enochSigned =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const peter = readVerifierKey(peterKey)!;
const enoch = readVerifierKey(enochKey)!;
const signer = signerOf('PeterNeumann', privateKey);
/** The same line with its signature's last bit turned. */
const broken = (line: string): string => line.replace('nAM=', 'nAI=').replace('+QQ=', '+QU=');

const faultOf = (open: () => unknown): NoteFault | undefined => {
  try {
    open();
  } catch (error) {
    if (error instanceof BadNote) return error.fault;
    throw error;
  }
  return undefined;
};

describe("Go's checksum database", () => {
  test('signs a text as is done here', () => {
    expect(signNote(text, [signer])).toBe(`${text}\n${peterSigned}`);
    expect(verifierKey(signer)).toBe(peterKey);
  });

  test('has notes that open for who knows a key, whoever else signed', () => {
    const [byPeter, byEnoch] = [
      { name: 'PeterNeumann', keyId: 'c74f20a3' },
      { name: 'EnochRoot', keyId: 'af0cfe78' },
    ];
    const both = `${text}\n${peterSigned}${enochSigned}`;
    expect(openNote(both, [peter])).toEqual({ text, signed: [byPeter] });
    expect(openNote(Buffer.from(both), [enoch, peter])).toEqual({ text, signed: [byPeter, byEnoch] });
    expect(openNote(`${text}\n${peterSigned}${peterSigned}${broken(enochSigned)}`, [peter]).signed).toEqual([byPeter]);
  });

  test('nobody else opens them', () => {
    expect(faultOf(() => openNote(`${text}\n${peterSigned}`, [enoch]))).toBe('UNKNOWN_KEYS');
    expect(faultOf(() => openNote(`${text}\n${peterSigned}`, []))).toBe('UNKNOWN_KEYS');
    const misnamed = `${text}\n${peterSigned.replace('PeterNeumann', 'CarmenSandiego')}`;
    expect(faultOf(() => openNote(misnamed, [peter]))).toBe('UNKNOWN_KEYS');
    const otherId = `${text}\n${peterSigned.replace('x08g', 'xxxx')}`;
    expect(faultOf(() => openNote(otherId, [peter]))).toBe('UNKNOWN_KEYS');
  });

  test('a known key that did not sign this text spoils the note, whoever else signed', () => {
    for (const note of [
      `${text}\n${broken(peterSigned)}`,
      `${text}\n${enochSigned}${broken(peterSigned)}`,
      `${text}\n${peterSigned}${broken(peterSigned)}`,
      `${text.replace('answer', 'question')}\n${peterSigned}`,
      `${text}\n${peterSigned.slice(0, 60)}ABCD${peterSigned.slice(60)}`,
    ])
      expect(faultOf(() => openNote(note, [peter, enoch]))).toBe('WRONG_SIGNATURE');
  });

  test.each([
    ['no signature', text],
    ['an empty line at the end', `${text}\n`],
    ['no newline at the end', `${text}\n${peterSigned.slice(0, -1)}`],
    ['no empty line between', `${text}${peterSigned}`],
    ['a control character', `\x01${text}\n${peterSigned}`],
    ['a carriage return', `${text}\r\n\n${peterSigned}`],
    ['half a character', `\ud800${text}\n${peterSigned}`],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.of(0xff), Buffer.from(`${text}\n${peterSigned}`)])],
    ['a name with a space', `${text}\n${peterSigned.replace('PeterNeumann', 'Peter Neumann')}`],
    ['a name with a plus', `${text}\n${peterSigned.replace('PeterNeumann', 'Peter+Neumann')}`],
    ['a name with a space of another script', `${text}\n${peterSigned.replace('Neumann', '\u3000')}`],
    ['another line among the signatures', `${text}\n${peterSigned}Unexpected line.\n`],
    ['another dash', `${text}\n${peterSigned.replace('—', '-')}`],
    ['a signature that is no base64', `${text}\n${peterSigned.replace('nAM=', 'nAM')}`],
    ['a key id without a signature', `${text}\n— PeterNeumann x08gow==\n`],
    ['more than a hundred signatures', `${text}\n${peterSigned.repeat(101)}`],
  ])('%s is no note', (_, note) => {
    for (const keys of [[peter], []]) expect(faultOf(() => openNote(note, keys))).toBe('MALFORMED');
  });

  test('a text may hold empty lines, and what looks like a signature', () => {
    const odd = `\n\n${text}\n${peterSigned}`;
    expect(openNote(signNote(odd, [signer]), [peter]).text).toBe(odd);
    expect(parseNote(signNote(odd, [signer])).signatures).toHaveLength(1);
  });

  test('what no note can be made of is not signed', () => {
    for (const no of ['', 'no newline', 'a\tb\n']) expect(faultOf(() => signNote(no, [signer]))).toBe('MALFORMED');
    expect(faultOf(() => signNote(text, []))).toBe('MALFORMED');
  });
});

describe('a key as it is given to others', () => {
  test('is the same when it was read, of a log and of a witness', () => {
    for (const key of [peterKey, enochKey, 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2'])
      expect(verifierKey(readVerifierKey(key)!)).toBe(key);
  });

  test('no part of it can be changed or left out', () => {
    for (let from = 0; from <= peterKey.length; from++)
      for (let to = from + 1; to <= peterKey.length; to++)
        if (to - from < peterKey.length) expect(readVerifierKey(peterKey.slice(from, to))).toBeUndefined();
    for (let at = 0; at < peterKey.length; at++) {
      const next = String.fromCharCode(peterKey.charCodeAt(at) + 1);
      expect(readVerifierKey(peterKey.slice(0, at) + next + peterKey.slice(at + 1))).toBeUndefined();
    }
  });

  test.each([
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    ` ${peterKey}`,
    `${peterKey}\n`,
    '',
  ])('%j is none', (key) => expect(readVerifierKey(key)).toBeUndefined());

  test('names no other kind of key', () => {
    const { privateKey: other, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => signerOf('here', other)).toThrow(TypeError);
    expect(() => signerOf('here', publicKey)).toThrow(TypeError);
    for (const name of ['', 'a b', 'a+b', 'a\u0085b']) expect(() => signerOf(name, privateKey)).toThrow(TypeError);
  });
});

describe('a checkpoint', () => {
  const checkpoint = {
    origin: 'example.com/behind-the-sofa',
    size: 20852163,
    root: Buffer.from('CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=', 'base64'),
  };
  const witness = cosignerOf('witness.example.com/w1', privateKey, () => 1679315147);
  /** By openssl, over the text of the example in https://c2sp.org/tlog-cosignature. */
  const cosignature =
    '— witness.example.com/w1 1GorGwAAAABkGFDLJeR//pqzhnEKVvEm2wWbh2RJ6oru5+cUUfm5X9NnlaGr8aSH9QE5RVZD4QGlxl2F5UpVIIi94p178KLfqPPsAA==\n';

  test('is three lines, signed by its log', () => {
    const note = signCheckpoint(checkpoint, [signer]);
    expect(note.split('\n').slice(0, 4)).toEqual([
      'example.com/behind-the-sofa',
      '20852163',
      'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=',
      '',
    ]);
    expect(openCheckpoint(note, [peter])).toEqual({
      ...checkpoint,
      signed: [{ name: 'PeterNeumann', keyId: 'c74f20a3' }],
    });
  });

  test('is cosigned by a witness, who says when', () => {
    const note = signCheckpoint(checkpoint, [signer]);
    expect(addSignature(note, witness)).toBe(note + cosignature);
    const known = readVerifierKey('witness.example.com/w1+d46a2b1b+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')!;
    expect(verifierKey(witness)).toBe(verifierKey(known));
    expect(openCheckpoint(note + cosignature, [known]).signed).toEqual([
      { name: 'witness.example.com/w1', keyId: 'd46a2b1b', cosignedAt: 1679315147 },
    ]);
    for (const wrong of [
      note + cosignature.replace('AAABkGFDL', 'AAABkGFDM'),
      note.replace('20852163', '20852164') + cosignature,
      `${note}— witness.example.com/w1 ${Buffer.from('d46a2b1b000000', 'hex').toString('base64')}\n`,
    ])
      expect(faultOf(() => openCheckpoint(wrong, [known]))).toBe('WRONG_SIGNATURE');
  });

  test("a log's key is no witness's, and a witness's no log's", () => {
    const asLog = signerOf('witness.example.com/w1', privateKey);
    expect(faultOf(() => openCheckpoint(signCheckpoint(checkpoint, [asLog]), [witness]))).toBe('UNKNOWN_KEYS');
    expect(faultOf(() => openCheckpoint(signCheckpoint(checkpoint, [witness]), [asLog]))).toBe('UNKNOWN_KEYS');
  });

  const lines = 'here\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
  test('may hold more lines', () =>
    expect(readCheckpoint(`${lines}more\nand more\n`)).toMatchObject({ origin: 'here', size: 7 }));
  test.each([
    lines.slice(0, -1),
    `\n${lines}`,
    `${lines}\n`,
    lines.replace('7', '07'),
    lines.replace('7', '-7'),
    lines.replace('7', '7.5'),
    lines.replace('7', ''),
    lines.replace('=', ''),
    lines.replace('CsUY', ''),
    lines.replace('here\n', ''),
    '',
  ])('%j is none', (wrong) => expect(faultOf(() => readCheckpoint(wrong))).toBe('MALFORMED'));

  test('of a ledger is named after its id', () => {
    const id = '0b8a5a0e-4f7b-4d2e-9a39-5a1f9a0f1d11';
    expect(originOf(id)).toBe(`edugroup-ledger/${id}`);
    expect(ledgerOfOrigin(originOf(id))).toBe(id);
    expect(ledgerOfOrigin('example.com/behind-the-sofa')).toBeUndefined();
  });
});
