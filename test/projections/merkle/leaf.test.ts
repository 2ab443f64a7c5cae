import { expect, test } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { leafHashOf, leafOf, type LeafEvent } from '../../../src/projections/merkle/leaf.js';
import { parameters } from '../../support/properties.js';

const ledger = '0b8a5a0e-4f7b-4d2e-9a39-5a1f9a0f1d11';
const event: LeafEvent = {
  stream: 'district-370103',
  revision: 0,
  id: '6f1ed002-ab59-5f53-a1d6-3f2d3a7a1c5e',
  type: 'DistrictOpened',
  bytes: { data: Buffer.from('{"code":"370103","name":"济南市市中区"}'), metadata: Buffer.from('{}') },
};

// sha256sum of the two texts, and of 00 and the line, on the command line.
test('a leaf is this line', () => {
  expect(leafOf(ledger, event).toString()).toBe(
    '{"algorithm":"SHA-256",' +
      '"data":"500a0acbeff3508f4cf7e097dfd1db253f82e649274851e7fb7d050aa692f4bc",' +
      '"eventId":"6f1ed002-ab59-5f53-a1d6-3f2d3a7a1c5e",' +
      '"ledger":"0b8a5a0e-4f7b-4d2e-9a39-5a1f9a0f1d11",' +
      '"metadata":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",' +
      '"revision":0,"stream":"district-370103","type":"DistrictOpened","version":1}',
  );
  expect(Buffer.from(leafHashOf(ledger, event)).toString('hex')).toBe(
    '87fd83437494c0d82ad84bd0042f09ce91545a1909ce27182eba2e6c4b6bd1d5',
  );
});

test('it is RFC 8785 as a library of others writes it', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), fc.nat(), (stream, id, type, revision) => {
      const line = leafOf(ledger, { ...event, stream, id, type, revision });
      expect(line.toString()).toBe(canonicalize(JSON.parse(line.toString())));
    }),
    parameters(),
  ));

test('one byte of anything makes another leaf', () => {
  const others: readonly LeafEvent[] = [
    { ...event, stream: 'district-370104' },
    { ...event, revision: 1 },
    { ...event, id: '6f1ed002-ab59-5f53-a1d6-3f2d3a7a1c5f' },
    { ...event, type: 'DistrictOpenee' },
    { ...event, bytes: { ...event.bytes, data: Buffer.from('{"code":"370103","name":"济南市市中区" }') } },
    { ...event, bytes: { ...event.bytes, metadata: Buffer.from('{ }') } },
    { ...event, bytes: { data: event.bytes.metadata, metadata: event.bytes.data } },
  ];
  const leaves = [leafOf(ledger, event), ...others.map((one) => leafOf(ledger, one)), leafOf('another', event)];
  expect(new Set(leaves.map(String)).size).toBe(leaves.length);
});
