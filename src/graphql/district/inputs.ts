import { Input, IsName } from '../command/inputs.js';
import { Field, InputType } from '../shared/decorators.js';

@InputType({ description: "What opens a district's register." })
export class OpenDistrictInput extends Input {
  @Field(() => String, { description: 'Its code, 1 to 16 capital letters and digits, for ever.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  @IsName()
  name!: string;
}
