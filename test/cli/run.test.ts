import { describe, expect, test } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { commands } from '../../src/cli/commands.js';
import { progressLine } from '../../src/cli/progress.js';
import { JsonSyntaxError, readJson, showPath, valueAt } from '../../src/cli/register/json.js';
import { parameters } from '../support/properties.js';
import { cli, main, program, saying, start, temporary } from './support.js';

describe('the command line', () => {
  describe('the command line', () => {
    test('help lists every command, and each says what it takes', async () => {
      const { status, out, error } = await cli(['help']);
      expect({ status, error }).toEqual({ status: 0, error: '' });
      expect(await cli([])).toEqual({ status, out, error });
      expect(await cli(['--help'])).toEqual({ status, out, error });
      for (const { name, summary, options } of commands) {
        expect(out).toContain(summary);
        const help = await cli([...name.split(' '), '--help']);
        expect(help).toMatchObject({ status: 0, error: '', out: expect.stringContaining(`Usage: edugroup ${name}`) });
        for (const option of Object.keys(options)) expect(help.out).toContain(`--${option}`);
        expect(await cli(['help', ...name.split(' ')])).toEqual(help);
        expect(await cli([...name.split(' '), '--version'])).toMatchObject({
          status: 0,
          out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
        });
      }
      expect(await cli(['--version'])).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    });

    test.each<[string[], RegExp]>([
      [['improt'], /^edugroup: unknown command 'improt'; there are .*import.* and help\n$/],
      [['constructor'], /unknown command 'constructor'/],
      [['--verbose'], /^edugroup: unknown option --verbose/],
      [['help', 'improt'], /unknown command 'improt'/],
      [['import'], /^edugroup import: FILE is missing; see edugroup import --help\n$/],
      [['import', 'a', 'b'], /^edugroup import: unexpected argument 'b'/],
      [['import', 'a', '--yaer', '2015'], /^edugroup import: unknown option --yaer/],
      [['import', 'a', '--year'], /^edugroup import: --year needs a value: --year YYYY\n$/],
      [['import', 'a', '--year', '--dry-run'], /--year needs a value/],
      [['import', 'a', '--year', '15'], /--year must be a year like 2015, not '15'/],
      [['import', 'a', '--year=2015', '--year=2016'], /--year is given twice/],
      [['import', 'a', '--dry-run=yes'], /--dry-run takes no value/],
      [['import', 'a', '-x'], /unknown option -x/],
      [['rebuild', 'all'], /unexpected argument 'all'/],
      [['expenditures'], /^edugroup: expenditures needs one of export, import; see edugroup help\n$/],
      [['expenditures', 'delete'], /^edugroup: expenditures needs one of export, import/],
      [
        ['expenditures', 'import'],
        /^edugroup expenditures import: FILE is missing; see edugroup expenditures import --help\n$/,
      ],
      [['expenditures', 'import', 'a.csv', '--year', '2025'], /--group is missing/],
      [
        ['expenditures', 'export', '--group', '370103', '--year', '2025'],
        /--group must be a group like 370103\.G01, not '370103'/,
      ],
      [['expenditures', 'export', '--group', '370103.G01'], /--year is missing/],
      [
        ['expenditures', 'export', '--group', '370103.G01', '--year', '25'],
        /--year must be a year like 2026, not '25'/,
      ],
      [['token'], /^edugroup token: --role is missing: one of BUREAU, COUNCIL, SCHOOL, AUDITOR\n$/],
      [['token', '--role', 'SYSTEM'], /--role must be one of BUREAU, COUNCIL, SCHOOL, AUDITOR, not 'SYSTEM'/],
      [['token', '--role', 'toString'], /--role must be one of/],
      [['token', '--role', 'BUREAU'], /--role BUREAU needs --district/],
      [['token', '--role', 'COUNCIL', '--district', '370103'], /--role COUNCIL needs --group/],
      [['token', '--role', 'SCHOOL'], /--role SCHOOL needs --school/],
      [['token', '--role', 'AUDITOR', '--expires', '0s'], /--expires must be some time from now/],
    ])('%j is a usage error in one line, with status 2', async (argv, message) => {
      const { status, out, error } = await cli(argv);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(error).toMatch(message);
      expect(error.split('\n')).toHaveLength(2);
    });

    test('an option that may be given more than once is taken as a whole; a duty that is none is said', async () => {
      const token = (...duties: readonly string[]) =>
        cli(['token', ...['--role', 'BUREAU', '--district', '370103'], ...duties.flatMap((duty) => ['--duty', duty])]);
      const { status, out } = await token('FINANCE', 'SUPERVISION');
      expect(status).toBe(0);
      expect(JSON.parse(Buffer.from(out.split('.')[1]!, 'base64url').toString())).toMatchObject({
        sub: 'bureau-370103',
        duties: ['FINANCE', 'SUPERVISION'],
      });
      expect(await token('MONEY')).toMatchObject({
        status: 1,
        error: expect.stringMatching(/duties must be a list of PERSONNEL, FINANCE, BASIC_EDUCATION or SUPERVISION/),
      });
    });

    test('a first word of two says what begins with it', async () => {
      for (const argv of [
        ['expenditures', '--help'],
        ['help', 'expenditures'],
      ]) {
        expect(await cli(argv)).toMatchObject({
          status: 0,
          error: '',
          out: expect.stringMatching(
            /^Usage: edugroup expenditures export[^]*\nUsage: edugroup expenditures import FILE/,
          ),
        });
      }
    });

    test('settings that are wrong are named, each on its line', async () => {
      const one = await cli(['token', '--role', 'AUDITOR'], { PORT: 'x' });
      expect(one).toEqual({
        status: 1,
        out: '',
        error: 'edugroup token: PORT must be a whole number from 0 to 65535, not "x"\n',
      });
      const two = await cli(['rebuild'], { PORT: 'x', LEDGER: 'A B' });
      expect(two.error).toMatch(/^edugroup rebuild: 2 settings are wrong\n {2}PORT must .*\n {2}LEDGER must .*\n$/);
    });
  });

  describe('edugroup token', () => {
    test('prints the token alone, with the claims that were asked for', async () => {
      const { status, out, error } = await cli(
        [
          'token',
          '--role',
          'COUNCIL',
          '--district',
          '370103',
          '--group',
          '370103.G01',
          '--actor',
          'officer-7',
          '--expires',
          '2h',
        ],
        { DATA_DIR: temporary() },
      );
      expect({ status, error }).toEqual({ status: 0, error: '' });
      expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      const { iat, exp, ...claims } = decodeJwt(out.trim());
      expect(claims).toEqual({ sub: 'officer-7', role: 'COUNCIL', district: '370103', group: '370103.G01' });
      expect(exp! - iat!).toBe(2 * 3600);
    });

    test('holds twelve hours and acts under its role unless told otherwise', async () => {
      const { out } = await cli(['token', '--role', 'SCHOOL', '--school', '370103.S01'], { DATA_DIR: temporary() });
      const { sub, iat, exp } = decodeJwt(out.trim());
      expect(sub).toBe('school-370103.S01');
      expect(exp! - iat!).toBe(12 * 3600);
      expect(await cli(['token', '--role', 'AUDITOR'], { DATA_DIR: temporary() })).toMatchObject({ status: 0 });
    });

    test.each<[string[], RegExp]>([
      [['--role', 'BUREAU', '--district', '市中区'], /the claim district must look like 370103/],
      [['--role', 'COUNCIL', '--group', 'G01'], /the claim group must look like 370103\.G01/],
      [['--role', 'AUDITOR', '--actor', '张三'], /the claim sub/],
      [
        ['--role', 'COUNCIL', '--group', '370104.G01', '--district', '370103'],
        /the claim group must lie in the district of the token/,
      ],
      [['--role', 'AUDITOR', '--district', '370103'], /the role AUDITOR does not go with the claim district/],
      [['--role', 'AUDITOR', '--expires', '2 days'], /it lives longer than 24 hours \(MAX_TOKEN_HOURS\)/],
      [['--role', 'AUDITOR', '--expires', 'soon'], /Not a duration: "soon"/],
    ])('%j is refused in one line', async (argv, message) => {
      const { status, out, error } = await cli(['token', ...argv], { DATA_DIR: temporary() });
      expect({ status, out }).toEqual({ status: 1, out: '' });
      expect(error).toMatch(message);
      expect(error.split('\n')).toHaveLength(2);
    });

    test('is refused in production, however well that is set up', async () => {
      const secure = {
        NODE_ENV: 'production',
        LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
        AUTH_SECRET: '0123456789abcdef0123456789abcdef',
        AUTH_ISSUER: 'i',
        AUTH_AUDIENCE: 'a',
        DATA_DIR: temporary(),
      };
      for (const env of [secure, { NODE_ENV: 'production' }]) {
        const { status, out, error } = await cli(['token', '--role', 'AUDITOR'], env);
        expect({ status, out }).toEqual({ status: 1, out: '' });
        expect(error).toMatch(/^edugroup token: NODE_ENV is production: tokens are not made here.*\n$/);
      }
    });
  });
});

describe('the program', () => {
  describe('the built program', () => {
    test('starts with a shebang and is what package.json calls edugroup', () => {
      expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      expect(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).toMatchObject({
        bin: { edugroup: 'dist/cli/main.js' },
      });
    });

    test('answers on stdout with status 0, and says what is wrong on stderr with status 2', async () => {
      expect(await program(['help'])).toMatchObject({
        status: 0,
        error: '',
        out: expect.stringContaining('Usage: edugroup COMMAND'),
      });
      expect(await program(['improt'])).toMatchObject({
        status: 2,
        out: '',
        error: expect.stringMatching(/^edugroup: unknown command 'improt'.*\n$/),
      });
      expect(await program(['import', 'x', '--foo'])).toMatchObject({
        status: 2,
        out: '',
        error: expect.stringMatching(/unknown option --foo/),
      });
    });

    test('the token is alone on stdout', async () => {
      const { status, out, error } = await program(['token', '--role', 'BUREAU', '--district', '370103'], {
        DATA_DIR: temporary(),
      });
      expect({ status, error }).toEqual({ status: 0, error: '' });
      expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    });

    test('a reader that has seen enough is no error', async () => {
      const said = await new Promise<string>((resolve) =>
        execFile(
          'sh',
          [
            '-c',
            `"${process.execPath}" "${main}" help 2>&1 >/dev/full | head -3; "${process.execPath}" "${main}" help | true`,
          ],
          (_error, out, stderr) => resolve(out + stderr),
        ),
      );
      expect(said).not.toMatch(/\bat .*\.js:\d+/);
    });
  });
});

describe('JSON with its lines', () => {
  describe('reading JSON with its lines', () => {
    test.each([
      ['{\n "a": 1,\n "b": x\n}', 3, 7, /expected a value, found 'x'$/],
      ['{"a": 1,}', 1, 9, /expected a field name in double quotes, found '}'/],
      ['[1\n 2]', 2, 2, /expected ',' or the end of the list or object, found '2'/],
      ['{"a" 1}', 1, 6, /expected ':' after the field name, found '1'/],
      ['{\n"name": "济南\n"}', 2, 9, /not closed/],
      ['{"a": "\\x"}', 1, 7, /bad escape/],
      ['{\n "a": 1,\n "a": 2\n}', 3, 2, /the field "a" is there twice/],
      ['{"a": 1', 1, 8, /expected '}', found the end of the file/],
      ['', 1, 1, /found the end of the file/],
      ['[1] "校"', 1, 5, /expected nothing more, found '"校"'/],
      ['[1.]', 1, 2, /number is not complete/],
      ['// 校\n1', 1, 1, /no comments/],
      ['[01]', 1, 3, /expected ','/],
      ['['.repeat(200), 1, 52, /nested more than 50 deep/],
    ])('%j is refused at its line and column', (text, line, column, message) => {
      const error = (() => {
        try {
          readJson(text);
        } catch (thrown) {
          return thrown;
        }
        return undefined;
      })();
      expect(error).toBeInstanceOf(JsonSyntaxError);
      expect(error).toMatchObject({ line, column, message: expect.stringMatching(message) });
    });

    test('any JSON is read as JSON.parse reads it, and every value is on the line where it stands', () => {
      fc.assert(
        fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
          const text = JSON.stringify(value, null, 1);
          expect(readJson(text).value).toEqual(JSON.parse(text));
        }),
        parameters(),
      );
      const { value, lineOf } = readJson(
        '{\n "units": [\n  { "code": "S01" },\n  { "code": "S02",\n    "name": "校" }\n ]\n}',
      );
      expect(lineOf(['units', 1, 'name'])).toBe(5);
      expect(lineOf(['units', 1, 'missing'])).toBe(4);
      expect(lineOf(['nothing'])).toBe(1);
      expect(valueAt(value, ['units', 1, 'name'])).toBe('校');
      expect(showPath(['units', 1, 'name'])).toBe('units[1].name');
    });

    test('whatever is not JSON for JSON.parse is refused here too', () => {
      const tokens = fc.array(
        fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"b"', '1', '-', 'true', 'nul', ' ', '\n', '0', 'e', '.'),
        { maxLength: 12 },
      );
      fc.assert(
        fc.property(
          tokens.map((parts) => parts.join('')),
          (text) => {
            const parsed = (() => {
              try {
                return { value: JSON.parse(text) as unknown };
              } catch {
                return undefined;
              }
            })();
            const read = (() => {
              try {
                return { value: readJson(text).value };
              } catch (error) {
                return /there twice/.test((error as Error).message) ? parsed : undefined;
              }
            })();
            expect(read).toEqual(parsed);
          },
        ),
        parameters(5),
      );
    });
  });
});

describe('progress', () => {
  test('one line is drawn over again, at most ten times a second, and closed at the end', () => {
    const drawn: string[] = [];
    let time = 0;
    const progress = progressLine(
      (text) => void drawn.push(text),
      () => time,
    );
    for (let batch = 0; batch <= 20; batch += 1) {
      time = batch * 50;
      progress.at(1000 * (batch + 1));
    }
    progress.done();
    expect(drawn[0]).toBe('\r\u001b[Kposition 1,000');
    expect(drawn[1]).toBe('\r\u001b[Kposition 3,000 · 20,000 events/s');
    expect(drawn.slice(-2)).toEqual(['\r\u001b[Kposition 21,000 · 20,000 events/s', '\n']);
    expect(drawn).toHaveLength(13);
  });

  test('where nobody watches nothing is said, nor where there was nothing to catch up', () => {
    expect(() => {
      const silent = progressLine(undefined);
      silent.at(1);
      silent.done();
      progressLine(() => {
        throw new Error('drawn');
      }).done();
    }).not.toThrow();
  });
});

describe('edugroup attack', () => {
  /** Items of one list that fail in different ways: the first by what is below a list of its own, the second itself. */
  const FAILING_LIST = `{ ledger { events(types: ["ResolutionAdopted"], first: 1) { nodes { changed {
  ... on Resolution { group { resolutions(kind: FUND) { history(first: -1) { totalCount } } } }
  ... on EducationGroup { history(first: -1) { totalCount } }
} } } } }`;

  test('a list whose items fail in different ways is an error to its request, and the server lives on', async () => {
    const server = start(['demo'], { DATA_DIR: temporary(), PORT: '0', LOG_LEVEL: 'silent' });
    const [url] = await saying(server, /http:\/\/127\.0\.0\.1:\d+/);
    const ask = async (
      query: string,
    ): Promise<{ data?: unknown; errors?: readonly { extensions: { code: string } }[] }> =>
      (await (
        await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        })
      ).json()) as object;
    for (let again = 0; again < 3; again += 1)
      expect(await ask(FAILING_LIST)).toMatchObject({
        data: null,
        errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      });
    expect(await ask('{ district(id: "370103") { groupCount } }')).toMatchObject({
      data: { district: { groupCount: 9 } },
    });
    expect(server.child.exitCode).toBeNull();
  });
});

describe('names', () => {
  const CANARY = '金丝雀甲乙丙';

  /** The files below a directory that hold the name. A process of its own reads them: opening them here would drop the server's locks. */
  const filesWith = (text: string, directory: string): string[] => {
    try {
      return execFileSync('grep', ['-rla', '--', text, directory], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .map((file) => file.slice(directory.length + 1));
    } catch {
      return [];
    }
  };

  test('a name stands in the people directory alone; erased, it is nowhere, after a restart and a rebuild too', async () => {
    const directory = temporary();
    const env = { DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'trace' };
    const token = (await program(['token', '--role', 'BUREAU', '--district', '990001'], env)).out.trim();
    const personId = randomUUID();
    const said: string[] = [];

    const serving = async <T>(
      work: (ask: (query: string, variables?: object) => Promise<Record<string, any>>) => Promise<T>,
    ): Promise<T> => {
      const server = start(['serve'], env);
      const [, url] = await saying(server, /"url":"(http:[^"]+)"/);
      const answer = await work(async (query, variables = {}) => {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query, variables }),
        });
        const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
        expect(errors).toBeUndefined();
        return data;
      });
      server.child.kill('SIGTERM');
      const { out, error } = await server.ended;
      said.push(out, error);
      return answer;
    };
    const input = (rest: object) => ({
      input: {
        command: { commandId: randomUUID(), basis: [{ title: '样本', documentNo: '1号' }], effectiveOn: '2026-11-01' },
        ...rest,
      },
    });
    const person = `query ($id: ID!) { person: node(id: $id) { ... on Person { name nameStatus } }
    past: node(id: $id, asOf: { position: 3 }) { ... on Person { name nameStatus } } }`;
    const gave = (field: string) =>
      `mutation ($input: ${field[0]!.toUpperCase()}${field.slice(1)}Input!) {
      ${field}(input: $input) { receipt { position events { data summary } } userErrors { code } } }`;

    await serving(async (ask) => {
      await ask(gave('openDistrict'), input({ code: '990001', name: '样本区' }));
      await ask(
        gave('registerSchool'),
        input({ districtId: '990001', code: 'S01', name: '样本小学', phase: 'PRIMARY' }),
      );
      const registered = await ask(
        gave('registerPerson'),
        input({ personId, schoolId: '990001.S01', name: CANARY, phone: '13900000000' }),
      );
      expect(registered['registerPerson'].userErrors).toEqual([]);
      const { events } = registered['registerPerson'].receipt as {
        events: readonly { data: object; summary: string }[];
      };
      expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(CANARY);
      // The line names the person to whom may see the name: it is joined when asked for, never kept.
      expect(events.map(({ summary }) => summary)).toEqual([`${CANARY} was registered by 样本小学`]);
      expect((await ask(person, { id: personId }))['person']).toEqual({ name: CANARY, nameStatus: 'VISIBLE' });
      // What is refused does not repeat the name either.
      expect(
        JSON.stringify(await ask(gave('registerPerson'), input({ personId, schoolId: '990001.S01', name: CANARY }))),
      ).not.toContain(CANARY);
    });
    expect(filesWith(CANARY, directory).filter((file) => !file.startsWith('people.sqlite'))).toEqual([]);
    expect(filesWith(CANARY, directory)).not.toEqual([]);

    const erased = { name: null, nameStatus: 'ERASED' };
    await serving(async (ask) => {
      await ask(gave('erasePerson'), input({ personId }));
      expect(await ask(person, { id: personId })).toEqual({ person: erased, past: erased });
    });
    expect(filesWith(CANARY, directory)).toEqual([]);

    expect((await program(['rebuild'], env)).status).toBe(0);
    await serving(async (ask) => expect(await ask(person, { id: personId })).toEqual({ person: erased, past: erased }));
    expect(filesWith(CANARY, directory)).toEqual([]);
    expect(said.join('')).not.toContain(CANARY);
    expect(said.join('')).not.toContain('13900000000');
  });
});
