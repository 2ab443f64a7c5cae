/**
 * A name in the form in which names are compared: two that differ in width, in case, in white space or in what cannot be seen are one
 * (NFKC). What is stored stays as it was written. [D]
 */
export const folded = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/[\s\p{Default_Ignorable_Code_Point}]/gu, '')
    .toUpperCase()
    .toLowerCase();
