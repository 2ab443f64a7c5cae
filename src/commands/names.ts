import { folded } from '../domain/folded.js';
import { personStream, splitId } from '../domain/identity.js';
import { StoreUnavailable, type Stores } from '../eventstore/port.js';
import { commitmentOf } from '../eventstore/commitment.js';

/** An entry of the people directory that a name was found in. */
export interface NamedEntry {
  readonly personId: string;
  readonly commitment: string;
}

/** The names of the people directory, district by district, in memory. */
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

/** A name in Latin letters is a word, or several: `Li Na` is not in `Carolina`. */
const LATIN = /^[a-z]+$/;
const words = (name: string): RegExp => new RegExp(`(?<![a-z])${[...name].join('[\\s.-]*')}(?![a-z])`);

/** Names by their first two characters: a text is looked through once, however many there are. */
class Names {
  readonly #byStart = new Map<string, Map<string, number>>();

  add(name: string): void {
    const same = this.#byStart.get(name.slice(0, SHORTEST)) ?? new Map<string, number>();
    this.#byStart.set(name.slice(0, SHORTEST), same.set(name, (same.get(name) ?? 0) + 1));
  }
  remove(name: string): void {
    const same = this.#byStart.get(name.slice(0, SHORTEST));
    const left = (same?.get(name) ?? 1) - 1;
    if (left > 0) same?.set(name, left);
    else same?.delete(name);
  }
  isIn(text: string): boolean {
    const searched = folded(text);
    const written = text.normalize('NFKC').toLowerCase();
    for (let at = 0; at + SHORTEST <= searched.length; at += 1) {
      const same = this.#byStart.get(searched.slice(at, at + SHORTEST));
      for (const name of same?.keys() ?? [])
        if (searched.startsWith(name, at) && (!LATIN.test(name) || words(name).test(written))) return true;
    }
    return false;
  }
}

interface District {
  /** What a text of the ledger must not hold. */
  readonly names: Names;
  /** Every name, folded, by its commitment. */
  readonly entries: Map<string, { readonly personId: string; readonly name: string }>;
}
/** Where an entry is counted, and its name where that is one that texts must not hold. */
interface Counted {
  readonly district: District;
  readonly name: string | undefined;
}

/**
 * Reads the directory when it is first asked for, then only what is new: what is written here at once, what others wrote within ten
 * minutes. A name of one character, and one that is an ordinary word, is none.
 */
export const knownNames = ({ events, people }: Pick<Stores, 'events' | 'people'>, now: () => number): KnownNames => {
  const districts = new Map<string, District>();
  /** Of each person, what is counted under each commitment. */
  const counted = new Map<string, Map<string, Counted>>();
  let reading: { readonly since: number; readonly done: Promise<void> } | undefined;

  const entered = async (personId: string, commitment: string): Promise<void> => {
    if (counted.get(personId)?.has(commitment)) return;
    const entry = await people.get(personId, commitment);
    const code = entry && (entry.district ?? (await districtOf(events, personId)));
    if (!entry || code === undefined) return;
    const name = folded(entry.details.name);
    const isName = [...name].length >= SHORTEST && !WORDS.has(name);
    const district = districts.get(code) ?? { names: new Names(), entries: new Map() };
    districts.set(code, district);
    const known = counted.get(personId) ?? new Map<string, Counted>();
    if (known.has(commitment)) return;
    counted.set(personId, known.set(commitment, { district, name: isName ? name : undefined }));
    if (isName) district.names.add(name);
    // A name that is not shown because it was swapped is not found either.
    if (commitmentOf(entry.salt, entry.details) === commitment) district.entries.set(commitment, { personId, name });
  };
  const erased = (personId: string): void => {
    for (const [commitment, { district, name }] of counted.get(personId) ?? []) {
      district.entries.delete(commitment);
      if (name !== undefined) district.names.remove(name);
    }
    counted.delete(personId);
  };
  const read = async (): Promise<void> => {
    const before = [...counted.keys()];
    const there = new Set<string>();
    for await (const { personId, commitment } of people.entries()) {
      there.add(personId);
      await entered(personId, commitment);
    }
    for (const personId of before) if (!there.has(personId)) erased(personId);
  };

  const fresh = (): Promise<void> => {
    if (reading === undefined || now() - reading.since > FRESH) {
      const started = { since: now(), done: read() };
      reading = started;
      started.done.catch(() => {
        if (reading === started) reading = undefined;
      });
    }
    return reading.done;
  };

  return {
    ofDistrict: async (district) => {
      await fresh();
      return (text) => districts.get(district)?.names.isIn(text) ?? false;
    },
    personsNamed: async (district, text) => {
      try {
        await fresh();
      } catch (error) {
        if (error instanceof StoreUnavailable) return undefined;
        throw error;
      }
      const wanted = folded(text);
      return [...(districts.get(district)?.entries ?? [])]
        .filter(([, { name }]) => name.includes(wanted))
        .map(([commitment, { personId }]) => ({ personId, commitment }));
    },
    entered,
    erased,
  };
};

/** The district of the school that entered a person, of whom the directory's entry does not tell it. */
const districtOf = async (events: Stores['events'], personId: string): Promise<string | undefined> => {
  for await (const { data } of events.readStream(personStream(personId), { limit: 1 }))
    return splitId(String(data['schoolId'])).district;
  return undefined;
};
