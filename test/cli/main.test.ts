import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { main, program, temporary } from './support.js';

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
