// Completes one schema by another.
const keyOf = (node) => (node.kind === "DirectiveDefinition" ? `@${node.name.value}` : node.name.value);

/**
 * Add to the served schema what the other one says beyond it.
 *
 * document: both together. all: "Type.field" for each field, enum value and argument of the other one that stands in
 * a type of the served one, or may; missing: those of them that are not served.
 */
export function join(served, ahead) {
  const definitions = new Map(served.definitions.map((node) => [keyOf(node), node]));
  const missing = new Set();
  const all = [];
  for (const extra of ahead.definitions) {
    const known = definitions.get(extra.name.value);
    definitions.set(extra.name.value, known ? joinType(known, extra, all, missing) : extra);
    if (!known) for (const item of members(extra)) note(`${extra.name.value}.${item.name.value}`, all, missing);
  }
  return { document: { kind: "Document", definitions: [...definitions.values()] }, missing, all };
}

const members = (node) => node.fields ?? node.values ?? [];

function note(name, all, missing) {
  all.push(name);
  if (missing) missing.add(name);
}

function joinType(known, extra, all, missing) {
  const list = known.fields ? "fields" : "values";
  const joined = [...members(known)];
  for (const item of members(extra)) {
    const name = `${known.name.value}.${item.name.value}`;
    const index = joined.findIndex((each) => each.name.value === item.name.value);
    if (index < 0) {
      joined.push(item);
      note(name, all, missing);
      continue;
    }
    all.push(name);
    const present = joined[index];
    const more = (item.arguments ?? []).filter(
      (argument) => !present.arguments.some((each) => each.name.value === argument.name.value),
    );
    for (const argument of item.arguments ?? []) {
      note(`${name}(${argument.name.value})`, all, more.includes(argument) ? missing : null);
    }
    if (more.length) joined[index] = { ...present, arguments: [...present.arguments, ...more] };
  }
  return { ...known, [list]: joined };
}
