import { name, string } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { districtAt } from '../objects.js';
import { District } from './types.js';

const mutation = mutationsOn(
  'district',
  () => District,
  (context, { code }: { readonly code: string }, { at }) => districtAt(context, code, at),
);

export const districtMutations = [
  mutation('OpenDistrict', {
    does: 'The bureau opens the register of its district.',
    input: "What opens a district's register.",
    fields: { code: string('Its code, 1 to 16 capital letters and digits, for ever.'), name: name('Its name.') },
  }),
];
