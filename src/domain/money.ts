/** Ten billion yuan in fen: more than any fund, and far from where integers end. */
export const MOST_FEN = 1_000_000_000_000;

/** Fen as yuan with two decimals, exactly: from the digits of the whole number, never by a division of floating points. */
export const yuan = (fen: number): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
