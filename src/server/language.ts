import { LRUCache } from 'lru-cache';
import type { Language } from '../commands/messages.js';

/** So many headers, none of them longer than any browser's, are not read again. */
const MOST_READ = 1_000;
const LONGEST_READ = 100;

/** The language that a value of Accept-Language prefers among those that messages exist in; English where it names neither. */
export const languageOf = (acceptLanguage = ''): Language =>
  acceptLanguage.length > LONGEST_READ ? preferredIn(acceptLanguage) : known.memo(acceptLanguage);

const preferredIn = (acceptLanguage: string): Language => {
  const preferred = acceptLanguage
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { primary: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ primary, quality }) => (primary === 'zh' || primary === 'en') && quality > 0)
    .sort((one, other) => other.quality - one.quality);
  return preferred[0]?.primary === 'zh' ? 'ZH' : 'EN';
};

const known = new LRUCache<string, Language>({ max: MOST_READ, memoMethod: preferredIn });
