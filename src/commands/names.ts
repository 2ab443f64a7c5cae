import { LRUCache } from 'lru-cache';
import { folded } from '../domain/folded.js';
import { personStream, splitId } from '../domain/identity.js';
import { StoreUnavailable, type Stores } from '../eventstore/port.js';
import { commitmentOf } from '../eventstore/commitment.js';

/** An entry of the people directory that a name was found in. */
export interface NamedEntry {
  readonly personId: string;
  readonly commitment: string;
}

/** The names of the people directory, district by district, in memory; of those that are asked for. */
export interface KnownNames {
  /** Says of a text whether it holds a name of that district's people. Throws StoreUnavailable. */
  ofDistrict(district: string): Promise<(text: string) => boolean>;
  /**
   * The entries of that district whose name holds the text, whatever its width, case and spaces, and whether or not they are the ones that
   * count in the ledger; undefined where the directory does not answer.
   */
  personsNamed(district: string, text: string): Promise<readonly NamedEntry[] | undefined>;
  /** Details were written here, or destroyed. */
  entered(personId: string, commitment: string): Promise<void>;
  erased(personId: string): void;
}

/** How long entries that others wrote may be unknown, in milliseconds. */
const FRESH = 600_000;
/** Names that are ordinary words of an office, so that they say nothing about anybody. [D] */
const WORDS = new Set(
  (
    '安全 平安 和谐 文化 高中 高校 高等 程序 方法 方案 方面 方向 任务 任教 任职 成果 成绩 成立 成员 严格 应用 应当 时间 时代 解决 解散 ' +
    '关系 关于 常务 常规 连续 包括 金额 单位 单元 项目 向上 计划 计算 明确 支出 支持 支付 容量 强化 强校 申请 经费 经验 党员 党组 党建 党委 ' +
    '师范 师资 师德 师生 习惯 江北 江南 黄河 华山 万元 温暖 路线 田野 车辆 农村 林业 牛奶 花园 水平 英语 数学 家长 部门 管理 左右 全面 全部 ' +
    '相关 相应 年度 年级 公开 公共 公司 公平 国家 海洋 东方 西部 南部 北京 上海 山东 山西 湖南 湖北 广东 广西 计入 种植 阳光 幸福 终身 后勤'
  ).split(' '),
);
const SHORTEST = 2;
/** So many entries are kept of districts, some 400 bytes each; a district that nobody asked for longest is read again. */
const MOST_ENTRIES = 200_000;
/** So many entries are read at once: a cluster's directory answers each by itself. */
const TOGETHER = 64;

/** A name in Latin letters is a word, or several: `Li Na` is not in `Carolina`. */
const LATIN = /^[a-z]+$/;
const words = (name: string): RegExp => new RegExp(`(?<![a-z])${[...name].join('[\\s.-]*')}(?![a-z])`);

/** Names by their first two characters: a text is looked through once, however many there are. */
class Names {
  readonly #byStart = new Map<string, string[]>();

  add(name: string): void {
    const same = this.#byStart.get(name.slice(0, SHORTEST));
    if (same) same.push(name);
    else this.#byStart.set(name.slice(0, SHORTEST), [name]);
  }
  /** One of those that are the same. */
  remove(name: string): void {
    const same = this.#byStart.get(name.slice(0, SHORTEST)) ?? [];
    const at = same.indexOf(name);
    if (at >= 0) same.splice(at, 1);
  }
  isIn(text: string): boolean {
    const searched = folded(text);
    const written = text.normalize('NFKC').toLowerCase();
    for (let at = 0; at + SHORTEST <= searched.length; at += 1) {
      for (const name of this.#byStart.get(searched.slice(at, at + SHORTEST)) ?? [])
        if (searched.startsWith(name, at) && (!LATIN.test(name) || words(name).test(written))) return true;
    }
    return false;
  }
}

/** An entry as it is known here. */
interface Known {
  readonly commitment: string;
  readonly district: string;
  /** Folded. */
  readonly name: string;
  /** Whether a text of the ledger must not hold it. */
  readonly isName: boolean;
  /** A name that is not shown because it was swapped is not found either. */
  readonly isShown: boolean;
}

/** Entries that are read together: those of a district, or all. */
class Part {
  readonly names = new Map<string, Names>();
  readonly #entries = new Map<string, Known[]>();
  /** When it was last read whole, and the promise of that. */
  reading: { readonly since: number; readonly done: Promise<void> } | undefined;

  size(): number {
    return this.#entries.size;
  }
  persons(): readonly string[] {
    return [...this.#entries.keys()];
  }
  of(personId: string): readonly Known[] {
    return this.#entries.get(personId) ?? [];
  }
  has(personId: string, commitment: string): boolean {
    return this.of(personId).some((one) => one.commitment === commitment);
  }
  /** One that is there already stays as it is. */
  add(personId: string, one: Known): void {
    if (this.has(personId, one.commitment)) return;
    this.#entries.set(personId, [...this.of(personId), one]);
    if (!one.isName) return;
    const names = this.names.get(one.district) ?? new Names();
    this.names.set(one.district, names);
    names.add(one.name);
  }
  remove(personId: string): void {
    for (const { district, name, isName } of this.of(personId)) if (isName) this.names.get(district)?.remove(name);
    this.#entries.delete(personId);
  }
  named(of: string, text: string): readonly NamedEntry[] {
    const found: NamedEntry[] = [];
    for (const [personId, entries] of this.#entries)
      for (const { commitment, district, name, isShown } of entries)
        if (isShown && district === of && name.includes(text)) found.push({ personId, commitment });
    return found;
  }
}

export interface NamesOptions extends Pick<Stores, 'events' | 'people'> {
  /**
   * The entries of the persons of a district that are in the ledger, also those of former details. Without it, and where it does not
   * know and gives undefined, the whole directory is read.
   */
  readonly entriesOf?: ((district: string) => AsyncIterable<NamedEntry> | undefined) | undefined;
}

/**
 * Reads the directory when it is first asked for, a district at a time, then only what is new: what is written here at once, what others
 * wrote within ten minutes. A name of one character, and one that is an ordinary word, is none.
 */
export const knownNames = ({ events, people, entriesOf }: NamesOptions, now: () => number): KnownNames => {
  const districts = new LRUCache<string, { readonly part: Part }>({
    maxSize: MOST_ENTRIES,
    // A large one alone is kept as well.
    sizeCalculation: ({ part }) => Math.min(part.size() + 1, MOST_ENTRIES / 2),
  });
  let whole: Part | undefined;

  /** What a district is read with, and the keys that it is read by. */
  const partOf = (district: string): { readonly part: Part; readonly keys: () => AsyncIterable<NamedEntry> } => {
    const keys = entriesOf?.(district);
    if (!keys) return { part: (whole ??= new Part()), keys: () => people.entries() };
    whole = undefined;
    const part = districts.get(district)?.part ?? new Part();
    districts.set(district, { part });
    return { part, keys: () => keys };
  };

  const look = async ({ personId, commitment }: NamedEntry): Promise<Known | undefined> => {
    const entry = await people.get(personId, commitment);
    const district = entry && (entry.district ?? (await districtOf(events, personId)));
    if (!entry || district === undefined) return undefined;
    const name = folded(entry.details.name);
    return {
      ...{ commitment, district, name },
      isName: [...name].length >= SHORTEST && !WORDS.has(name),
      isShown: commitmentOf(entry.salt, entry.details) === commitment,
    };
  };
  const add = async (part: Part, key: NamedEntry): Promise<void> => {
    if (part.has(key.personId, key.commitment)) return;
    const known = await look(key);
    if (known) part.add(key.personId, known);
  };
  const isThere = async (part: Part, personId: string): Promise<boolean> => {
    for (const { commitment } of part.of(personId)) if (await people.get(personId, commitment)) return true;
    return false;
  };
  const read = async (part: Part, keys: AsyncIterable<NamedEntry>): Promise<void> => {
    const before = part.persons();
    const there = new Set<string>();
    let together: NamedEntry[] = [];
    const addTogether = async (): Promise<void> => {
      await Promise.all(together.map((key) => add(part, key)));
      together = [];
    };
    for await (const key of keys) {
      there.add(key.personId);
      if (together.push(key) >= TOGETHER) await addTogether();
    }
    await addTogether();
    // Somebody may be entered and not yet be in the ledger that is read here.
    for (const personId of before) if (!there.has(personId) && !(await isThere(part, personId))) part.remove(personId);
  };
  /** A district's entries, no older than they may be. */
  const fresh = async (district: string): Promise<Part> => {
    const { part, keys } = partOf(district);
    if (part.reading === undefined || now() - part.reading.since > FRESH) {
      const started = { since: now(), done: read(part, keys()) };
      part.reading = started;
      started.done.catch(() => {
        if (part.reading === started) part.reading = undefined;
      });
    }
    await part.reading.done;
    return part;
  };

  return {
    ofDistrict: async (district) => {
      const { names } = await fresh(district);
      return (text) => names.get(district)?.isIn(text) ?? false;
    },
    personsNamed: async (district, text) => {
      try {
        return (await fresh(district)).named(district, folded(text));
      } catch (error) {
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }
    },
    entered: async (personId, commitment) => {
      const known = await look({ personId, commitment });
      if (known) partOf(known.district).part.add(personId, known);
    },
    erased: (personId) => {
      whole?.remove(personId);
      for (const { part } of districts.values()) part.remove(personId);
    },
  };
};

/** The district of the school that entered a person, of whom the directory's entry does not tell it. */
const districtOf = async (events: Stores['events'], personId: string): Promise<string | undefined> => {
  for await (const { data } of events.readStream(personStream(personId), { limit: 1 }))
    return splitId(String(data['schoolId'])).district;
  return undefined;
};
