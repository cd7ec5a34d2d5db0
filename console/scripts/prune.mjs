// Leaves out of a document what a schema does not serve.
import { Kind, TypeInfo, visit, visitWithTypeInfo } from "graphql";

/** The document without fields and arguments that the schema lacks; null where nothing of an operation is left. */
export function pruneDocument(document, schema) {
  const info = new TypeInfo(schema);
  let left = visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        const parent = info.getParentType();
        return parent && !info.getFieldDef() ? null : undefined;
      },
      Argument() {
        return info.getFieldDef() && !info.getArgument() ? null : undefined;
      },
      FragmentDefinition(node) {
        return schema.getType(node.typeCondition.name.value) ? undefined : null;
      },
    }),
  );
  if (hasEmptyOperation(left)) return null;
  left = dropUnused(left);
  return left;
}

function hasEmptyOperation(document) {
  return document.definitions.some((node) => node.selectionSet.selections.length === 0);
}

function dropUnused(document) {
  const used = new Set();
  const spread = new Set();
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => void used.add(node.name.value),
    FragmentSpread: (node) => void spread.add(node.name.value),
  });
  return visit(document, {
    VariableDefinition: (node) => (used.has(node.variable.name.value) ? undefined : null),
    FragmentDefinition: (node) => {
      const isAlone = document.definitions.every((each) => each.kind === Kind.FRAGMENT_DEFINITION);
      return isAlone || spread.has(node.name.value) ? undefined : null;
    },
  });
}
