import {
  GraphQLError,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  type ValidationRule,
} from 'graphql';

/** A subscription's own field is always there: graphql 16 lets @skip and @include leave it out, and breaks where nothing is left. */
export const unconditionalSubscription: ValidationRule = (context) => {
  const check = (node: FieldNode | FragmentSpreadNode | InlineFragmentNode): void => {
    if (context.getParentType() !== context.getSchema().getSubscriptionType()) return;
    const condition = node.directives?.find(({ name }) => name.value === 'skip' || name.value === 'include');
    if (condition)
      context.reportError(
        new GraphQLError(`@${condition.name.value} cannot stand on the field of a subscription`, { nodes: condition }),
      );
  };
  return { Field: check, FragmentSpread: check, InlineFragment: check };
};
