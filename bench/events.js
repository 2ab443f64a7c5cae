import { randomUUID } from 'node:crypto';

const BATCH = 500;
const STREAMS = 10_000;

/** Events like those of the product: some 800 bytes, in as many streams as a district has persons. */
export async function* events(count) {
  for (let from = 0; from < count; from += BATCH) {
    yield Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => {
      const number = from + index;
      const id = randomUUID();
      const data = {
        personId: id,
        schoolId: '370103.S01',
        rotation: number,
        from: '2025-09-01',
        to: '2026-08-31',
        note: '到岗',
      };
      const metadata = {
        commandId: id,
        commandHash: '03b1f997a4a134ecf37407fd01ef9fe2a1c9eff4c15304edafc343de6504d6be',
        correlationId: id,
        actor: { id: 'bureau-1', role: 'BUREAU' },
        basis: [{ title: '关于教师交流轮岗的通知', issuer: '市中区教育和体育局', documentNo: '市中教字〔2026〕1号' }],
        effectiveOn: '2025-09-01',
        recordedAt: '2026-11-27T12:10:24.639Z',
        schemaVersion: 1,
      };
      return {
        position: number + 1,
        token: String(number),
        stream: `person-${number % STREAMS}`,
        revision: Math.floor(number / STREAMS),
        id,
        type: 'ArrivalConfirmed',
        bytes: { data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(metadata)) },
      };
    });
  }
}
