import { describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { commands } from '../../src/cli/commands.js';
import { cli, temporary } from './support.js';

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
    [['expenditures', 'export', '--group', '370103.G01', '--year', '25'], /--year must be a year like 2026, not '25'/],
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
