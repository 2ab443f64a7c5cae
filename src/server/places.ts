/** Gives a place back; a second call does nothing. */
export type GiveBack = () => void;
/** Why there is no place: all are taken, or whoever asks has as many as one may have. */
export type NoPlace = 'all' | 'own';

/** So many places, of which one address may have some. */
export interface Places {
  readonly take: (address: string) => GiveBack | NoPlace;
  readonly areTaken: () => boolean;
  readonly taken: () => number;
}

export const openPlaces = ({ all, each }: { readonly all: number; readonly each: number }): Places => {
  const own = new Map<string, number>();
  let taken = 0;
  return {
    take: (address) => {
      if (taken >= all) return 'all';
      const before = own.get(address) ?? 0;
      if (before >= each) return 'own';
      taken += 1;
      own.set(address, before + 1);
      let isMine = true;
      return () => {
        if (!isMine) return;
        isMine = false;
        taken -= 1;
        const left = own.get(address)! - 1;
        if (left > 0) own.set(address, left);
        else own.delete(address);
      };
    },
    areTaken: () => taken >= all,
    taken: () => taken,
  };
};
