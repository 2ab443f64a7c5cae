import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const documents = ['.', 'docs'].flatMap((directory) =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(directory, name)),
);
const rooms = readdirSync('.', { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));

/** Whether something bears that name. A star or a word in angle brackets stands for any name, braces for each of several. */
const isThere = (path: string): boolean => {
  const [, before = '', list, after = ''] = /^([^{]*)\{([^}]+)\}(.*)$/.exec(path) ?? [];
  if (list !== undefined) return list.split(',').every((one) => isThere(before + one + after));
  const look = (directory: string, [part = '', ...more]: readonly string[]): boolean => {
    if (part === '') return true;
    if (!/[*<]/.test(part)) return existsSync(join(directory, part)) && look(join(directory, part), more);
    const name = new RegExp(`^${part.replace(/\./g, '\\.').replace(/\*|<[^>]+>/g, '.+')}$`);
    return (existsSync(directory) ? readdirSync(directory) : []).some(
      (one) => name.test(one) && look(join(directory, one), more),
    );
  };
  return look('.', path.split('/'));
};

/** What a document names as a file of this repository: in backticks, or in a listing of directories. */
const pathsIn = (text: string): string[] =>
  [...text.matchAll(/`([^`\s]+)`/g), ...text.matchAll(/^([a-z]+\/\S*)  +\S/gm)]
    .map(([, path]) => path!)
    .filter(
      (path) => path.includes('/') && rooms.includes(path.split('/')[0]!) && !/^(data|dist|node_modules)\//.test(path),
    );
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link));
const anchorsIn = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

test('the documents are found', () =>
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/DESIGN.md', 'docs/DOMAIN.md']),
  ));

test('a name that leads nowhere is noticed', () => {
  const text = '`src/nowhere/*.ts` `src/domain/<aggregate>/{state,nothing}.ts` `docs/NOTHING.md`';
  expect(pathsIn(text).filter(isThere)).toEqual([]);
  expect(pathsIn('`src/domain/<aggregate>/{state,decide}.ts` `src/*/port.ts`').every(isThere)).toBe(true);
});

describe.each(documents)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  test('names files that are there', () =>
    expect(pathsIn(text).filter((path) => !isThere(path) && !toBeBuilt(text, path))).toEqual([]));

  test('has links that lead somewhere', () => {
    const broken = linksIn(text).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      return !existsSync(file) || (anchor !== undefined && !anchorsIn(readFileSync(file, 'utf8')).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('names commands that are there', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([a-z][a-z:-]*)/g)].map(([, script]) => script!);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

/** What a document says is to be built need not be there. */
const toBeBuilt = (text: string, path: string): boolean =>
  text.split('\n').some((line) => line.includes(path) && line.includes('to be built'));
