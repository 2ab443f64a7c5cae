/** A GraphQL document as it was sent, and what it answered. */
export interface Asked {
  /** How the report names it: `q1`, `q2` and so on. */
  readonly id: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

export type Path = readonly (string | number)[];

/** A value of an answer, and where it stands there: a report holds nothing else, so that no figure is another than its query gives. */
export interface Said {
  readonly value: string | number | boolean | null;
  /** The id of the query. */
  readonly query: string;
  readonly path: Path;
}

/** A part of an answer, from which its values are taken. */
export interface Part {
  readonly value: unknown;
  readonly to: (...path: Path) => Part;
  /** The elements of a list; none where there is no list. */
  readonly list: (...path: Path) => readonly Part[];
  readonly said: (...path: Path) => Said;
  /** What it is in, so many levels up. */
  readonly up: (levels: number) => Part;
}

/** What stands at a path; undefined where something on the way is missing. */
export const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      value === null || value === undefined ? undefined : (value as Record<string | number, unknown>)[step],
    data,
  );

export const partOf = (asked: Asked, path: Path = []): Part => {
  const value = valueAt(asked.data, path);
  return {
    value,
    to: (...more) => partOf(asked, [...path, ...more]),
    list: (...more) => {
      const list = valueAt(value, more);
      return Array.isArray(list) ? list.map((_, index) => partOf(asked, [...path, ...more, index])) : [];
    },
    said: (...more) => ({
      value: (valueAt(value, more) ?? null) as Said['value'],
      query: asked.id,
      path: [...path, ...more],
    }),
    up: (levels) => partOf(asked, path.slice(0, path.length - levels)),
  };
};

/** Sends a document, with what every document of a report is asked with besides its own variables. Throws Error where it is not answered. */
export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Part>;

/** Sends a document with `$after` again and again until its connection, named by its first field, has no more; gives each answer. */
export const askPages = async (
  ask: Ask,
  query: string,
  connection: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<readonly Part[]> => {
  const pages: Part[] = [];
  for (let after: unknown = null; ;) {
    const page = await ask(query, { ...variables, after });
    pages.push(page);
    const { hasNextPage, endCursor } = page.to(connection, 'pageInfo').value as {
      readonly hasNextPage: boolean;
      readonly endCursor: string | null;
    };
    if (!hasNextPage) return pages;
    after = endCursor;
  }
};
