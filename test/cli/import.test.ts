import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BadFile } from '../../src/cli/problem.js';
import { dayOfRegister, entriesOf, type Entry, entryKey } from '../../src/cli/register/entries.js';
import type { Register } from '../../src/cli/register/format.js';
import { applyPlan, checkRegister, type Imported, type Plan, planImport } from '../../src/cli/register/plan.js';
import { readRegister } from '../../src/cli/register/read.js';
import type { Envelope, GivenCommand, Handle } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { Stores } from '../../src/eventstore/port.js';
import { equal } from '../support/equal.js';
import { allEvents, changed, lasting, readShizhong, secondDistrict, shizhong, textFile } from './support.js';

describe('edugroup import', () => {
  const NOW = '2026-11-24T01:00:00.000Z';
  const handlerOf = (stores: Stores): Handle => commandHandler({ stores, now: () => NOW });
  const planOf = async (stores: Stores, file = shizhong, year: string | undefined = '2015'): Promise<Plan> => {
    const read = readRegister(file);
    return planImport(
      read,
      await checkRegister(read, read.register.source.signedOn.startsWith('--') ? year : undefined, NOW),
      stores.events,
      NOW,
    );
  };
  const importing = async (stores: Stores, file = shizhong): Promise<Imported> =>
    applyPlan(await planOf(stores, file), handlerOf(stores));
  const give = async (stores: Stores, command: GivenCommand, envelope: Partial<Envelope> = {}): Promise<void> => {
    const outcome = await handlerOf(stores)(
      command,
      {
        commandId: randomUUID(),
        basis: [{ title: '依据', documentNo: '1号' }],
        effectiveOn: '2024-09-01',
        ...envelope,
      },
      { actor: { id: 'bureau', role: 'BUREAU' }, district: '370103' },
    );
    expect(outcome).toHaveProperty('written');
  };
  const problemsOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(BadFile);
    return (error as BadFile).lines.join('\n');
  };

  describe('importing a register', () => {
    test('enters district, units and groups by the importer, each with its basis', async () => {
      const stores = memoryStores();
      expect(await importing(stores)).toEqual({ written: 36, replayed: 0 });
      const events = await allEvents(stores.events);
      expect(events.map(({ type }) => type)).toEqual([
        'DistrictOpened',
        ...Array(24).fill('SchoolRegistered'),
        ...Array(11).fill('GroupFormed'),
      ]);
      expect(new Set(events.map(({ metadata }) => `${metadata.actor.id} ${metadata.actor.role}`))).toEqual(
        new Set(['import BUREAU']),
      );
      expect(
        events.every(({ metadata }) => metadata.basis[0]?.documentNo && metadata.assumed?.includes('effectiveOn')),
      ).toBe(true);
      expect(events.find(({ data }) => data['schoolCode'] === 'S20')!.data).toMatchObject({
        kind: 'SECTION',
        partOfCode: 'S05',
        legalPerson: '济南泉景中学',
      });
    });

    test('a second time writes nothing', async () => {
      const stores = memoryStores();
      await importing(stores);
      const before = await allEvents(stores.events);
      const plan = await planOf(stores);
      expect(plan).toMatchObject({ missing: [], differences: [], present: 36 });
      expect(await applyPlan(plan, handlerOf(stores))).toEqual({ written: 0, replayed: 0 });
      expect(await allEvents(stores.events)).toEqual(before);
    });

    test('a plan that is applied twice at a time gives every event once', async () => {
      const stores = memoryStores();
      const plan = await planOf(stores);
      const results = await Promise.all([applyPlan(plan, handlerOf(stores)), applyPlan(plan, handlerOf(stores))]);
      expect(results.map(({ written, replayed }) => written + replayed)).toEqual([36, 36]);
      expect(await allEvents(stores.events)).toHaveLength(36);
    });

    test('interrupted after any number of commands it is completed, to the same events', async () => {
      const whole = memoryStores();
      await importing(whole);
      const wanted = (await allEvents(whole.events)).map(lasting);
      for (let survived = 0; survived < 36; survived += 1) {
        const stores = memoryStores();
        const handle = handlerOf(stores);
        let left = survived;
        const dying: Handle = (...command) =>
          left-- > 0 ? handle(...command) : Promise.reject(new Error('power cut'));
        await expect(applyPlan(await planOf(stores), dying)).rejects.toThrow('power cut');
        expect(await importing(stores)).toEqual({ written: 36 - survived, replayed: 0 });
        equal((await allEvents(stores.events)).map(lasting), wanted);
      }
    });

    test('a command whose outcome is unknown is repeated; one that stays refused stops the import where it is', async () => {
      const stores = memoryStores();
      const handle = handlerOf(stores);
      let calls = 0;
      const flaky: Handle = async (...command) => {
        const outcome = await handle(...command);
        return (calls += 1) % 3 === 0 ? { failed: 'OUTCOME_UNKNOWN' } : outcome;
      };
      const { written, replayed } = await applyPlan(await planOf(stores), flaky);
      expect(written + replayed).toBe(36);
      expect(await allEvents(stores.events)).toHaveLength(36);
      const other = memoryStores();
      const down: Handle = async (command, ...rest) =>
        'code' in command && command.code === 'S03'
          ? { failed: 'STORE_UNAVAILABLE' }
          : handlerOf(other)(command, ...rest);
      await expect(applyPlan(await planOf(other), down)).rejects.toThrow(
        /stopped at units\[2\] \(S03\): STORE_UNAVAILABLE.*import the same file again/s,
      );
    });

    test('two districts stand side by side in one ledger', async () => {
      const stores = memoryStores();
      await importing(stores);
      expect(await importing(stores, secondDistrict)).toEqual({ written: 12, replayed: 0 });
      const events = (await allEvents(stores.events)).filter(({ stream }) => stream === 'district-990001');
      const school = (code: string): unknown => events.find(({ data }) => data['schoolCode'] === code)!.data;
      expect(school('B03')).toMatchObject({ kind: 'CAMPUS', partOfCode: 'B01', legalPerson: '样本第一小学' });
      expect(school('B02')).toMatchObject({ kind: 'SECTION', legalPerson: '样本区实验教育中心' });
      expect(school('B05')).toMatchObject({ isRural: true });
      expect(school('B06')).toMatchObject({ ownership: 'PRIVATE', isRural: false });
      expect(
        events.filter(
          ({ type, data }) =>
            type === 'GroupFormed' && data['form'] === 'ALLIANCE' && (data['memberCodes'] as string[]).includes('B05'),
        ),
      ).toHaveLength(2);
      expect(await importing(stores, secondDistrict)).toEqual({ written: 0, replayed: 0 });
    });
  });

  describe('a file that says otherwise than the ledger', () => {
    test.each<[string, (register: ReturnType<typeof readShizhong>) => void, RegExp]>([
      [
        'another name',
        (r) => {
          r.units[0].name = '济南育英学校';
        },
        /^unit S01: name: the register says "济南育英学校", the ledger "济南育英中学" on 2015-04-16$/,
      ],
      [
        'another phase',
        (r) => {
          r.units[0].phase = 'SENIOR';
        },
        /^unit S01: phase: the register says "SENIOR", the ledger "JUNIOR"$/,
      ],
      [
        'a standing',
        (r) => {
          r.units[0].standing = 'FAMOUS';
        },
        /^unit S01: standing: .*"FAMOUS", the ledger "UNSPECIFIED"/,
      ],
      [
        'another alias',
        (r) => {
          r.units[0].aliases = ['育英'];
        },
        /^unit S01: aliases: .*\["育英"\], the ledger \["育英","育英中学"\]$/,
      ],
      [
        'rural',
        (r) => {
          r.units[0].isRural = true;
        },
        /^unit S01: isRural: the register says true, the ledger null$/,
      ],
      [
        'private',
        (r) => {
          r.units[0].ownership = 'PRIVATE';
        },
        /^unit S01: ownership: /,
      ],
      [
        'another legal person',
        (r) => {
          r.units[0].legalPerson = '某中心';
        },
        /^unit S01: legalPerson: /,
      ],
      [
        'a school that was a section',
        (r) => {
          r.units[19].kind = 'SCHOOL';
          r.units[19].partOf = null;
        },
        /^unit S20: kind: .*\nunit S20: partOf: the register says null, the ledger "S05"$/,
      ],
      [
        'another district name',
        (r) => {
          r.district.name = '市中';
        },
        /^district 370103: name: the register says "市中", the ledger "济南市市中区"$/,
      ],
      [
        'another lead',
        (r) => {
          r.groups[0].lead = 'S02';
        },
        /^group G01: lead: the register says "S02", the ledger "S01" on 2015-04-16$/,
      ],
      [
        'another member',
        (r) => {
          r.groups[0].members = ['S01', 'S03'];
        },
        /^group G01: members: the register says \["S01","S03"\], the ledger \["S01","S02"\] on 2015-04-16$/,
      ],
      [
        'another form',
        (r) => {
          r.groups[0].form = 'ALLIANCE';
          r.groups[1].besideGroup = null;
        },
        /^group G01: form: .*\ngroup A01: besideGroup: the register says null, the ledger "G01"$/,
      ],
      [
        'a common feature',
        (r) => {
          r.groups[0].commonFeature = '书香';
        },
        /^group G01: commonFeature: the register says "书香", the ledger null$/,
      ],
    ])('%s is reported and not applied', async (_what, change, expected) => {
      const stores = memoryStores();
      await importing(stores);
      const before = await allEvents(stores.events);
      const plan = await planOf(stores, changed(change));
      expect(plan.differences.join('\n')).toMatch(expected);
      expect(plan.missing).toEqual([]);
      await applyPlan(plan, handlerOf(stores));
      expect(await allEvents(stores.events)).toEqual(before);
    });

    test('what the ledger recorded for later is reported with its day', async () => {
      const stores = memoryStores();
      await importing(stores);
      await give(stores, { type: 'RenameSchool', schoolId: '370103.S03', name: '济南六十八中' });
      await give(stores, { type: 'CloseSchool', schoolId: '370103.S09' });
      await give(stores, { type: 'AdmitSchool', groupId: '370103.G01', schoolId: '370103.S03' });
      await give(stores, { type: 'DissolveGroup', groupId: '370103.G09' });
      expect((await planOf(stores)).differences).toEqual([
        'unit S03: name: the register says "济南第六十八中学", the ledger "济南六十八中" from 2024-09-01',
        'unit S09: the ledger has it closed from 2024-09-01',
        'group G01: members: the register says ["S01","S02"], the ledger ["S01","S02","S03"] from 2024-09-01',
        'group G03: members: the register says ["S07","S08","S09"], the ledger ["S07","S08"] from 2024-09-01',
        'group G09: the ledger has it dissolved from 2024-09-01',
      ]);
    });

    test('a unit and a group that are new are entered beside differences', async () => {
      const stores = memoryStores();
      await importing(stores);
      const file = changed((register) => {
        register.units[0].name = '济南育英学校';
        register.units.push(
          { code: 'S25', name: '济南新城小学', phase: 'PRIMARY' },
          { code: 'S26', name: '济南新区小学', phase: 'PRIMARY' },
        );
        register.groups.push({
          code: 'G10',
          name: '新城教育集团',
          form: 'GROUP',
          members: ['S25', 'S26'],
          lead: 'S25',
        });
      });
      const plan = await planOf(stores, file);
      expect(plan.differences).toHaveLength(1);
      expect(await applyPlan(plan, handlerOf(stores))).toEqual({ written: 3, replayed: 0 });
      expect((await allEvents(stores.events)).slice(36).map(({ type }) => type)).toEqual([
        'SchoolRegistered',
        'SchoolRegistered',
        'GroupFormed',
      ]);
    });
  });

  describe('a bad file', () => {
    type Row = [string, (register: ReturnType<typeof readShizhong>) => void, RegExp];
    const wrongByItself: Row[] = [
      [
        'an unknown field',
        (r) => {
          r.units[3].colour = 'red';
        },
        /^line \d+, units\[3\]\.colour = "red": a register has no such field$/,
      ],
      [
        'a missing field',
        (r) => {
          delete r.units[3].phase;
        },
        /^line \d+, units\[3\]\.phase: this field is missing$/,
      ],
      [
        'an unknown phase',
        (r) => {
          r.units[3].phase = 'HIGH';
        },
        /units\[3\]\.phase = "HIGH": must be one of KINDERGARTEN, PRIMARY/,
      ],
      [
        'a code in small letters',
        (r) => {
          r.units[3].code = 's04';
        },
        /units\[3\]\.code = "s04": must be 1 to 16 capital letters and digits/,
      ],
      [
        'a number for a name',
        (r) => {
          r.groups[2].name = 5;
        },
        /groups\[2\]\.name = 5: must be string/,
      ],
      [
        'an empty name',
        (r) => {
          r.groups[2].name = '';
        },
        /groups\[2\]\.name = "": must NOT have fewer than 1 characters/,
      ],
      [
        'a day that is none',
        (r) => {
          r.groups[2].effectiveOn = '2015-02-30';
        },
        /groups\[2\]\.effectiveOn = "2015-02-30": must be a day of the calendar/,
      ],
      [
        'a signing day that no calendar has',
        (r) => {
          r.source.signedOn = '2024-02-30';
        },
        /^line \d+, source\.signedOn = "2024-02-30": must be a day of the calendar/,
      ],
      [
        'a signing day that is none',
        (r) => {
          r.source.signedOn = 'April';
        },
        /source\.signedOn = "April": must be YYYY-MM-DD, or --MM-DD/,
      ],
      [
        'a member twice',
        (r) => {
          r.groups[0].members = ['S01', 'S02', 'S01'];
        },
        /groups\[0\]\.members\[\d\] = "S01": the same is in the list twice/,
      ],
      [
        'a duplicate unit code',
        (r) => {
          r.units[3].code = 'S01';
        },
        /units\[3\]\.code = "S01": this code is there twice, first at units\[0\]/,
      ],
      [
        'a duplicate group code',
        (r) => {
          r.groups[4].code = 'G01';
        },
        /groups\[4\]\.code = "G01": this code is there twice, first at groups\[0\]/,
      ],
      [
        'a member that is not there',
        (r) => {
          r.groups[0].members = ['S01', 'S99'];
        },
        /groups\[0\]\.members\[1\] = "S99": the file has no unit with this code/,
      ],
      [
        'a lead that is not there',
        (r) => {
          r.groups[0].lead = 'S99';
        },
        /groups\[0\]\.lead = "S99": the file has no unit with this code/,
      ],
      [
        'a whole that is not there',
        (r) => {
          r.units[19].partOf = 'S99';
        },
        /units\[19\]\.partOf = "S99": the file has no unit with this code/,
      ],
      [
        'a group beside that is not there',
        (r) => {
          r.groups[1].besideGroup = 'G99';
        },
        /groups\[1\]\.besideGroup = "G99": the file has no group with this code/,
      ],
      [
        'a lead that is no member',
        (r) => {
          r.groups[0].lead = 'S03';
        },
        /groups\[0\]\.lead = "S03": LEAD_NOT_MEMBER: /,
      ],
      [
        'a unit in a second GROUP',
        (r) => {
          r.groups[4].members.push('S01');
        },
        /groups\[4\]\.members\[3\] = "S01": UNIT_ALREADY_IN_GROUP: /,
      ],
      [
        'a school name twice',
        (r) => {
          r.units[3].name = r.units[0].name;
        },
        /units\[3\]\.name = "济南育英中学": SCHOOL_NAME_TAKEN: /,
      ],
      [
        'a group name twice',
        (r) => {
          r.groups[4].name = r.groups[0].name;
        },
        /groups\[4\]\.name = "育英教育集团": GROUP_NAME_TAKEN: /,
      ],
      [
        'a group of one',
        (r) => {
          r.groups[0].members = ['S01'];
        },
        /groups\[0\].*: TOO_FEW_MEMBERS: /,
      ],
      [
        'a section of nothing',
        (r) => {
          r.units[19].partOf = null;
        },
        /units\[19\]\.partOf = null: INVALID_INPUT: /,
      ],
      [
        'a part of itself',
        (r) => {
          r.units[19].partOf = 'S20';
        },
        /units\[19\].* = "S20": NOT_FOUND: /,
      ],
      [
        'a part of a part',
        (r) => {
          r.units[4].kind = 'SECTION';
          r.units[4].partOf = 'S04';
        },
        /units\[19\]\.partOf = "S05": INVALID_INPUT: /,
      ],
      [
        'a part with a legal person of its own',
        (r) => {
          r.units[19].legalPerson = '别人';
        },
        /units\[19\]\.legalPerson = "别人": INVALID_INPUT: /,
      ],
      [
        'an alliance beside an alliance',
        (r) => {
          r.groups[3].besideGroup = 'A01';
        },
        /groups\[3\]\.besideGroup = "A01": INVALID_INPUT: /,
      ],
      [
        'a group before its school',
        (r) => {
          r.units[0].effectiveOn = '2020-01-01';
        },
        /groups\[0\]\.lead = "S01": SCHOOL_CLOSED: /,
      ],
      [
        'a padded title',
        (r) => {
          r.source.title = ' T ';
        },
        /source\.title = " T ": INVALID_INPUT: /,
      ],
      [
        'a padded name',
        (r) => {
          r.district.name = '市中区 ';
        },
        /district\.name = "市中区 ": INVALID_INPUT: /,
      ],
    ];
    test.each(wrongByItself)(
      '%s is refused with its line, path and value, and nothing is written',
      async (_what, change, expected) => {
        const stores = memoryStores();
        expect(await problemsOf(planOf(stores, changed(change)))).toMatch(expected);
        expect(await allEvents(stores.events)).toEqual([]);
      },
    );

    test('is refused also where the ledger holds the same entries already', async () => {
      const stores = memoryStores();
      await importing(stores);
      const lead = (r: ReturnType<typeof readShizhong>): void => {
        r.groups[0].lead = 'S03';
      };
      expect(await problemsOf(planOf(stores, changed(lead)))).toMatch(/LEAD_NOT_MEMBER/);
    });

    test('what only the ledger knows is refused too: a name or a GROUP that is taken', async () => {
      const stores = memoryStores();
      await importing(stores);
      await give(
        stores,
        { type: 'RegisterSchool', districtId: '370103', code: 'X01', name: '济南新城小学', phase: 'PRIMARY' },
        { effectiveOn: '2010-01-01' },
      );
      await give(
        stores,
        { type: 'RegisterSchool', districtId: '370103', code: 'X02', name: '济南新区小学', phase: 'PRIMARY' },
        { effectiveOn: '2010-01-01' },
      );
      await give(stores, {
        type: 'FormGroup',
        districtId: '370103',
        code: 'X10',
        name: '先到教育集团',
        form: 'GROUP',
        memberIds: ['370103.X01', '370103.S03'],
        leadId: '370103.X01',
      });
      const before = await allEvents(stores.events);
      const file = changed((register) => {
        register.units.push({ code: 'S25', name: '济南新城小学', phase: 'PRIMARY' });
        register.groups.push({
          code: 'G10',
          name: '迟到教育集团',
          form: 'GROUP',
          members: ['S03', 'S06'],
          lead: 'S03',
        });
      });
      const problems = await problemsOf(planOf(stores, file));
      expect(problems).toMatch(/units\[24\]\.name = "济南新城小学": SCHOOL_NAME_TAKEN: /);
      expect(problems).toMatch(/groups\[11\].*: CONFLICTS_WITH_LATER: .*X10/);
      expect(await allEvents(stores.events)).toEqual(before);
    });

    test('all problems are listed in the order of the file, twenty of them in full', async () => {
      const file = changed((register) => {
        for (const unit of register.units) unit.phase = 'NONE';
      });
      const lines = (await problemsOf(planOf(memoryStores(), file))).split('\n');
      expect(lines).toHaveLength(21);
      expect(lines[0]).toMatch(/units\[0\]/);
      expect(lines[19]).toMatch(/units\[19\]/);
      expect(lines[20]).toBe('and 4 more');
      const two = changed((register) => {
        register.groups[0].lead = 'S03';
        register.units[3].name = register.units[0].name;
      });
      expect(
        (await problemsOf(planOf(memoryStores(), two))).split('\n').map((line) => /= .*?: ([A-Z_]+):/.exec(line)?.[1]),
      ).toEqual(['SCHOOL_NAME_TAKEN', 'LEAD_NOT_MEMBER']);
    });

    test.each<[string, string | Buffer, RegExp]>([
      ['a line that is no JSON', '{\n "source": {,\n}', /^line 2, column 13: not JSON: expected a value, found ','$/],
      ['a list', '[]', /^line 1: must be object$/],
      ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), /^the file is not UTF-8$/],
      ['an empty file', '', /^line 1, column 1: not JSON/],
    ])('%s is refused', async (_what, text, expected) => {
      expect(await problemsOf(planOf(memoryStores(), textFile(text)))).toMatch(expected);
    });

    test('a byte order mark, as some editors write it, is no problem', async () => {
      const file = textFile(`\ufeff${JSON.stringify(readShizhong())}`);
      expect((await planOf(memoryStores(), file)).missing).toHaveLength(36);
    });
  });
});

describe('entries', () => {
  const idsOf = (register: Register, year = '2015'): ReadonlyMap<string, string> =>
    new Map(entriesOf(register, year).map((entry) => [entryKey(entry), entry.envelope.commandId]));
  const entryOf = (register: Register, code: string): Entry =>
    entriesOf(register, '2015').find((entry) => entry.code === code)!;

  describe('the registers that come with the package', () => {
    test('the register of Shizhong is the one that was given, and valid as it is', () => {
      expect(JSON.parse(readFileSync(shizhong, 'utf8'))).toMatchObject({
        source: { signedOn: '--04-16' },
        units: { length: 24 },
        groups: { length: 11 },
      });
      expect(entriesOf(readRegister(shizhong).register, '2015')).toHaveLength(36);
    });

    test('the second district has what the first has not, and states its dates', () => {
      const { register } = readRegister(secondDistrict);
      const alliances = register.groups.filter(({ form, members }) => form === 'ALLIANCE' && members.includes('B05'));
      expect(alliances).toHaveLength(2);
      expect(register.units.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['SECTION', 'CAMPUS']));
      expect(register.units.some(({ isRural }) => isRural)).toBe(true);
      expect(register.units.some(({ ownership }) => ownership === 'PRIVATE')).toBe(true);
      expect(entriesOf(register).flatMap(({ envelope }) => envelope.assumed ?? [])).not.toContain('effectiveOn');
    });
  });

  describe('the ids of an import', () => {
    test('are the same each time, and all different', () => {
      const ids = idsOf(readShizhong());
      expect(idsOf(readShizhong())).toEqual(ids);
      expect(new Set(ids.values()).size).toBe(36);
    });

    test('do not depend on the order in the file, on notes, or on defaults written out', () => {
      const register = readShizhong();
      register.units.reverse();
      register.groups.reverse();
      register.source.note = 'another note';
      for (const unit of register.units) unit.ownership = 'PUBLIC';
      delete register.units[0].aliases;
      expect(idsOf(register)).toEqual(idsOf({ ...readShizhong() }));
    });

    test("an edit of one unit changes that unit's alone", () => {
      const register = readShizhong();
      register.units[2].name = '济南第六十八初级中学';
      const before = idsOf(readShizhong());
      const after = idsOf(register);
      expect([...after.keys()].filter((key) => after.get(key) !== before.get(key))).toEqual(['unit S03']);
    });

    test('the same school in another district is another command', () => {
      const other = readShizhong();
      other.district.code = '370102';
      const before = new Set(idsOf(readShizhong()).values());
      expect([...idsOf(other).values()].filter((id) => before.has(id))).toEqual([]);
    });
  });

  describe('the basis and the dates of an import', () => {
    test('without a number of its own an entry is cited by its content', () => {
      expect(entryOf(readShizhong(), 'S01').envelope.basis).toEqual([
        {
          title: '济南市市中区中小学集团化办学签约仪式',
          issuer: '舜网',
          documentNo: expect.stringMatching(/^register 370103 S01 sha256:[0-9a-f]{16}$/),
        },
      ]);
    });

    test("a number that is stated is taken, the group's own before the source's", () => {
      const { register } = readRegister(secondDistrict);
      const entries = entriesOf(register);
      expect(entries.find(({ code }) => code === 'H01')!.envelope).toMatchObject({
        effectiveOn: '2025-09-01',
        basis: [{ documentNo: '样教〔2025〕30号', issuedOn: '2024-07-15' }],
      });
      expect(entries.find(({ code }) => code === 'H02')!.envelope).toMatchObject({
        effectiveOn: '2024-09-01',
        basis: [{ documentNo: '样教〔2024〕12号' }],
      });
    });

    test('a year that is not stated is marked on every entry, beside what the file marks itself', () => {
      const entries = entriesOf(readShizhong(), '2015');
      expect(
        entries.every(
          ({ envelope }) => envelope.effectiveOn === '2015-04-16' && envelope.assumed!.includes('effectiveOn'),
        ),
      ).toBe(true);
      expect(entryOf(readShizhong(), 'S01').envelope.assumed).toEqual(['effectiveOn', 'phase']);
      expect(entryOf(readShizhong(), 'G01').envelope.assumed).toEqual(['effectiveOn', 'lead']);
    });

    test.each([
      ['--04-16', undefined, /gives no year: say which with --year YYYY/],
      ['--02-29', '2015', /no day of the calendar in 2015/],
      ['2015-02-30', undefined, /no day of the calendar/],
      ['2015-04-16', '2016', /states its year, --year 2016 is another one/],
    ])('%s with the year %s is refused', (signedOn, year, message) => {
      expect(() => dayOfRegister({ ...readShizhong(), source: { title: 'T', signedOn } }, year)).toThrow(message);
    });

    test('what an entry needs comes before it', () => {
      const register = readShizhong();
      register.units.reverse();
      register.groups.reverse();
      const order = entriesOf(register, '2015').map(entryKey);
      expect(order[0]).toBe('district 370103');
      expect(order.indexOf('unit S05')).toBeLessThan(order.indexOf('unit S20'));
      expect(order.indexOf('group G01')).toBeLessThan(order.indexOf('group A01'));
    });
  });
});
