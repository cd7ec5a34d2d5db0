"""Attacks by operations that are larger than they look, or slow to validate."""

from bench.attacks.attack import Attack, operation

TOO_LARGE, INVALID, SYNTAX = "OPERATION_TOO_LARGE", "INVALID_REQUEST", "SYNTAX_ERROR"


def double_fragments(levels: int, leaf: str = "viewer { id }") -> str:
    """Fragments that spread the next one twice: 2^levels leaves in a few hundred bytes."""
    middle = "".join(f"fragment a{i} on Query{{...a{i + 1} ...a{i + 1}}}" for i in range(levels))
    return "{...a0}" + middle + f"fragment a{levels} on Query{{{leaf}}}"


def _nest_fields(levels: int) -> str:
    return '{ event(id: "x") { ' + "video { majorEvent { " * levels + "id" + " } }" * levels + " } }"


def _nest_input(levels: int, opening: str, closing: str) -> str:
    return f"{{ node(id: {opening * levels}{closing * levels}) {{ id }} }}"


def _pad_to_size(text: str, size: int) -> str:
    """The text, padded by spaces to this size."""
    return text + " " * (size - len(text.encode()))


TEXTS: tuple[Attack, ...] = (
    operation("fragments: 2^22 by doubling", 400, TOO_LARGE, double_fragments(22)),
    operation("fragments: a bomb of 738 bytes", 400, TOO_LARGE, _pad_to_size(double_fragments(19), 738)),
    operation("fragments: 2^50", 400, TOO_LARGE, double_fragments(50)),
    operation(
        "fragments: doubling by aliases",
        400,
        TOO_LARGE,
        "{event(id:1){...a0}}"
        + "".join(
            f"fragment a{i} on Event{{x:video{{...b{i}}}y:video{{...b{i}}}}}"
            f"fragment b{i} on Video{{majorEvent{{...a{i + 1}}}}}"
            for i in range(14)
        )
        + "fragment a14 on Event{id}",
    ),
    operation("fragments: a cycle", 400, INVALID, "{...a}fragment a on Query{...b}fragment b on Query{...a}"),
    operation("fragments: one that spreads itself", 400, INVALID, "{...a}fragment a on Query{...a viewer{id}}"),
    operation(
        "fragments: a long chain",
        400,
        TOO_LARGE,
        "{...a0}"
        + "".join(f"fragment a{i} on Query{{...a{i + 1}}}" for i in range(150))
        + "fragment a150 on Query{viewer{id}}",
    ),
    operation(
        "fragments: hundreds unused",
        400,
        TOO_LARGE,
        "{viewer{id}}" + "".join(f"fragment a{i} on Query{{viewer{{id}}}}" for i in range(150)),
    ),
    operation(
        "aliases: hundreds of one field", 400, TOO_LARGE, "{" + " ".join(f"a{i}:viewer{{id}}" for i in range(150)) + "}"
    ),
    operation(
        "aliases: a batch of mutations",
        400,
        TOO_LARGE,
        "mutation{" + " ".join(f'a{i}:prompt(input:{{text:"x"}}){{history{{id}}}}' for i in range(60)) + "}",
    ),
    operation("directives: hundreds on one field", 400, TOO_LARGE, "{viewer" + "@include(if:true)" * 150 + "{id}}"),
    operation("directives: hundreds unknown", 400, TOO_LARGE, "{viewer" + "@a" * 900 + "{id}}"),
    operation("directives: one twice", 400, INVALID, "{viewer@skip(if:false)@skip(if:false){id}}"),
    operation("directives: defer that is not there", 400, INVALID, "{...@defer{viewer{id}}}"),
    operation("overlap: one field hundreds of times", 400, TOO_LARGE, "{" + "viewer{id}" * 600 + "}"),
    operation("overlap: pairs of sets", 400, INVALID, "{" + "videos{edges{node{name name name name name}}}" * 70 + "}"),
    operation(
        "overlap: fragments against each other",
        400,
        INVALID,
        "{"
        + "".join(f"...f{i}" for i in range(28))
        + "}"
        + "".join(
            f"fragment f{i} on Query{{videos{{edges{{node{{...g{i}}}}}}}}}"
            f"fragment g{i} on Video{{id name id name id name}}"
            for i in range(28)
        )
        + "fragment f99 on Query{viewer{id}}",
    ),
    operation("depth: forty fields", 400, TOO_LARGE, _nest_fields(20)),
    operation("depth: hundreds of fields", 400, TOO_LARGE, _nest_fields(150)),
    operation("depth: selections that never end", 400, TOO_LARGE, "{a" * 600),
    operation("depth: lists in a literal", 400, TOO_LARGE, _nest_input(150, "[", "]")),
    operation("depth: lists beyond any stack", 400, TOO_LARGE, _nest_input(5000, "[", "]")),
    operation("depth: objects in a literal", 400, TOO_LARGE, _nest_input(200, "{a:", "}").replace("a:}", "a:1}")),
    operation(
        "lists: a hundred of a hundred",
        400,
        TOO_LARGE,
        "{videos(first:100){edges{node{events(first:100){edges{node{id type startSeconds}}}}}}}",
    ),
    operation(
        "lists: sizes by variables",
        400,
        TOO_LARGE,
        "query($n:Int){videos(first:$n){edges{node{events(first:$n){edges{node{id similar{event{id}}}}}}}}}",
        {"n": 100},
    ),
    operation(
        "lists: neighbours of neighbours",
        400,
        TOO_LARGE,
        '{event(id:"x"){context(before:50,after:49){context(before:50,after:49){context{id}}}}}',
    ),
    operation("comments: 60,000 of them", 400, TOO_LARGE, "#\n" * 30_000 + "{viewer{id}}"),
    operation("comments: one of 100 kB", 400, TOO_LARGE, "#" + "x" * 100_000 + "\n{viewer{id}}"),
    operation(
        "introspection: in circles",
        400,
        TOO_LARGE,
        "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}",
    ),
    operation("introspection: wide", 400, TOO_LARGE, "{__schema{types{fields{type{fields{" + "name " * 400 + "}}}}}}"),
    operation(
        "introspection: types of types",
        400,
        INVALID,
        "{__schema{types{possibleTypes{interfaces{possibleTypes{name}}}}}}",
    ),
    operation("names: a thousand unknown", 400, INVALID, "{" + " ".join(f"zz{i}" for i in range(900)) + "}"),
    operation("names: one of 50,000 letters", 400, INVALID, "{" + "a" * 50_000 + "}"),
    operation(
        "variables: hundreds unused",
        400,
        INVALID,
        "query(" + " ".join(f"$v{i}:Int" for i in range(400)) + "){viewer{id}}",
    ),
    operation("variables: a default that is itself", 400, SYNTAX, "query($a:Int=$a){videos(first:$a){totalCount}}"),
    operation("literals: a number of 50,000 digits", 400, INVALID, "{videos(first:" + "9" * 50_000 + "){totalCount}}"),
    operation(
        "literals: a float of 10,000 exponents", 400, INVALID, "{videos(first:1e" + "9" * 10_000 + "){totalCount}}"
    ),
    operation("literals: a lone surrogate", 400, SYNTAX, '{node(id:"\\ud800"){id}}'),
    operation("literals: a string that never ends", 400, SYNTAX, '{node(id:"' + "x" * 10_000),
    operation("literals: a NUL", 400, SYNTAX, "{viewer\u0000{id}}"),
    operation("operations: two without names", 400, INVALID, "{viewer{id}} {serverInfo{version}}"),
    operation("operations: two named, none chosen", 400, INVALID, "query A{viewer{id}} query B{serverInfo{version}}"),
    operation("operations: hundreds", 400, TOO_LARGE, " ".join(f"query q{i}{{viewer{{id}}}}" for i in range(200))),
    operation(
        "operations: a subscription by POST", 400, INVALID, 'subscription{analysisProgress(videoId:"x"){sequence}}'
    ),
    operation("operations: a schema", 400, INVALID, "type Query { a: Int }"),
    operation("operations: an empty text", 400, SYNTAX, " "),
    operation("operations: only a comment", 400, SYNTAX, "# nothing"),
)
