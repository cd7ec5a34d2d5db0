// graphql-eslint's recommended rules for schemas, and those for Relay. The exceptions stand here, each with its reason.
import graphqlPlugin from "@graphql-eslint/eslint-plugin";

const recommended = graphqlPlugin.configs["flat/schema-recommended"].rules;
const [, names] = recommended["@graphql-eslint/naming-convention"];

const EXCEPTIONS = {
  // TypeCoverage is about types of events.
  "@graphql-eslint/naming-convention": [
    "error",
    {
      ...names,
      "ObjectTypeDefinition,ObjectTypeExtension": { forbiddenSuffixes: ["Type"] },
      "ObjectTypeDefinition[name.value!=TypeCoverage]": { style: "PascalCase", forbiddenPrefixes: ["Type"] },
    },
  ],
  // Person.personId is the contract's: the person over all videos, as Person.trackId is the person in one.
  "@graphql-eslint/no-typename-prefix": "off",
  // Lists of things that do not grow, such as gaps and citations, are plain lists in the contract.
  "@graphql-eslint/relay-edge-types": [
    "error",
    { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
  ],
  // Parts of a thing, such as Citation and Gap, have no id: caches keep them with the thing that they are of.
  "@graphql-eslint/strict-id-in-types": "off",
  // The contract gives Video.promptSessions first and after only.
  "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
};

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphqlPlugin.parser },
    plugins: { "@graphql-eslint": graphqlPlugin },
    rules: {
      ...recommended,
      ...graphqlPlugin.configs["flat/schema-relay"].rules,
      // Of those that are not recommended: a mutation answers a payload.
      "@graphql-eslint/no-scalar-result-type-on-mutation": "error",
      ...EXCEPTIONS,
    },
  },
];
