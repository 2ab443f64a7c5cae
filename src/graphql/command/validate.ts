import type { ValidationArguments, ValidationError } from 'class-validator';
// Its index loads every validator there is, with the telephone numbers of the world.
import { getMetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';
import type { RefusalArguments } from '../../domain/refusal.js';

/** A part of the input that is not valid, and what fills the message. */
export interface Wrong {
  readonly path: readonly string[];
  readonly args: RefusalArguments;
}

/** The input without explicit nulls: they mean absent. */
export const withoutNulls = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map((item: unknown) => withoutNulls(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.create(Object.getPrototypeOf(value) as object) as Record<string, unknown>;
  for (const [field, part] of Object.entries(value))
    if (part !== null && part !== undefined) copy[field] = withoutNulls(part as unknown);
  return copy as T;
};

const validator = new Validator();
/** What class-validator finds wrong, down to the element of a list. */
export const invalidParts = (input: object): readonly Wrong[] =>
  validator.validateSync(input, { forbidUnknownValues: false }).flatMap((error) => partsOf(error, []));

const partsOf = (error: ValidationError, above: readonly string[]): readonly Wrong[] => {
  const path = [...above, error.property];
  if (error.children && error.children.length > 0) return error.children.flatMap((child) => partsOf(child, path));
  const args = Object.assign(
    {},
    ...Object.values((error.contexts ?? {}) as Record<string, RefusalArguments>),
  ) as RefusalArguments;
  return invalidElements(error).map((element) => ({ path: [...path, ...element], args }));
};

/** class-validator does not say which element of a list it means: the constraints on elements are asked again, one by one. */
const invalidElements = ({ target, property, value }: ValidationError): readonly (readonly string[])[] => {
  if (!Array.isArray(value)) return [[]];
  const storage = getMetadataStorage();
  const indices = storage
    .getTargetValidationMetadatas((target as object).constructor, '', true, false)
    .filter(({ propertyName, each }) => propertyName === property && each)
    .flatMap(({ constraintCls, constraints }) =>
      storage
        .getTargetValidatorConstraints(constraintCls)
        .flatMap(({ instance }) =>
          value.flatMap((element: unknown, index) =>
            instance.validate(element, { constraints } as ValidationArguments) ? [] : [String(index)],
          ),
        ),
    );
  return indices.length === 0 ? [[]] : [...new Set(indices)].map((index) => [index]);
};
