"""Operations that are larger than they look, or that no validation should take long over."""

from bench.attacks.attack import Attack, operation

LARGE, WRONG, SYNTAX = "OPERATION_TOO_LARGE", "INVALID_REQUEST", "SYNTAX_ERROR"


def doubling(levels: int, leaf: str = "viewer { id }") -> str:
    """Fragments that spread the next one twice: 2^levels leaves in some hundred bytes."""
    middle = "".join(f"fragment a{i} on Query{{...a{i + 1} ...a{i + 1}}}" for i in range(levels))
    return "{...a0}" + middle + f"fragment a{levels} on Query{{{leaf}}}"


def _deep(levels: int) -> str:
    return '{ event(id: "x") { ' + "video { majorEvent { " * levels + "id" + " } }" * levels + " } }"


def _nested_input(levels: int, opening: str, closing: str) -> str:
    return f"{{ node(id: {opening * levels}{closing * levels}) {{ id }} }}"


def _bytes(text: str, size: int) -> str:
    """The text, padded by spaces to this size."""
    return text + " " * (size - len(text.encode()))


TEXTS: tuple[Attack, ...] = (
    operation("fragments: 2^22 by doubling", 400, LARGE, doubling(22)),
    operation("fragments: a bomb of 738 bytes", 400, LARGE, _bytes(doubling(19), 738)),
    operation("fragments: 2^50", 400, LARGE, doubling(50)),
    operation(
        "fragments: doubling by aliases",
        400,
        LARGE,
        "{event(id:1){...a0}}"
        + "".join(
            f"fragment a{i} on Event{{x:video{{...b{i}}}y:video{{...b{i}}}}}"
            f"fragment b{i} on Video{{majorEvent{{...a{i + 1}}}}}"
            for i in range(14)
        )
        + "fragment a14 on Event{id}",
    ),
    operation("fragments: a cycle", 400, WRONG, "{...a}fragment a on Query{...b}fragment b on Query{...a}"),
    operation("fragments: one that spreads itself", 400, WRONG, "{...a}fragment a on Query{...a viewer{id}}"),
    operation(
        "fragments: a long chain",
        400,
        LARGE,
        "{...a0}"
        + "".join(f"fragment a{i} on Query{{...a{i + 1}}}" for i in range(150))
        + "fragment a150 on Query{viewer{id}}",
    ),
    operation(
        "fragments: hundreds unused",
        400,
        LARGE,
        "{viewer{id}}" + "".join(f"fragment a{i} on Query{{viewer{{id}}}}" for i in range(150)),
    ),
    operation(
        "aliases: hundreds of one field", 400, LARGE, "{" + " ".join(f"a{i}:viewer{{id}}" for i in range(150)) + "}"
    ),
    operation(
        "aliases: a batch of mutations",
        400,
        LARGE,
        "mutation{" + " ".join(f'a{i}:prompt(input:{{text:"x"}}){{history{{id}}}}' for i in range(60)) + "}",
    ),
    operation("directives: hundreds on one field", 400, LARGE, "{viewer" + "@include(if:true)" * 150 + "{id}}"),
    operation("directives: hundreds unknown", 400, LARGE, "{viewer" + "@a" * 900 + "{id}}"),
    operation("directives: one twice", 400, WRONG, "{viewer@skip(if:false)@skip(if:false){id}}"),
    operation("directives: defer that is not there", 400, WRONG, "{...@defer{viewer{id}}}"),
    operation("overlap: one field hundreds of times", 400, LARGE, "{" + "viewer{id}" * 600 + "}"),
    operation("overlap: pairs of sets", 400, WRONG, "{" + "videos{edges{node{name name name name name}}}" * 70 + "}"),
    operation(
        "overlap: fragments against each other",
        400,
        WRONG,
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
    operation("depth: forty fields", 400, LARGE, _deep(20)),
    operation("depth: hundreds of fields", 400, LARGE, _deep(150)),
    operation("depth: selections that never end", 400, LARGE, "{a" * 600),
    operation("depth: lists in a literal", 400, LARGE, _nested_input(150, "[", "]")),
    operation("depth: lists beyond any stack", 400, LARGE, _nested_input(5000, "[", "]")),
    operation("depth: objects in a literal", 400, LARGE, _nested_input(200, "{a:", "}").replace("a:}", "a:1}")),
    operation(
        "lists: a hundred of a hundred",
        400,
        LARGE,
        "{videos(first:100){edges{node{events(first:100){edges{node{id type startSeconds}}}}}}}",
    ),
    operation(
        "lists: sizes by variables",
        400,
        LARGE,
        "query($n:Int){videos(first:$n){edges{node{events(first:$n){edges{node{id similar{event{id}}}}}}}}}",
        {"n": 100},
    ),
    operation(
        "lists: neighbours of neighbours",
        400,
        LARGE,
        '{event(id:"x"){context(before:50,after:49){context(before:50,after:49){context{id}}}}}',
    ),
    operation("comments: 60,000 of them", 400, LARGE, "#\n" * 30_000 + "{viewer{id}}"),
    operation("comments: one of 100 kB", 400, LARGE, "#" + "x" * 100_000 + "\n{viewer{id}}"),
    operation(
        "introspection: in circles",
        400,
        LARGE,
        "{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}",
    ),
    operation("introspection: wide", 400, LARGE, "{__schema{types{fields{type{fields{" + "name " * 400 + "}}}}}}"),
    operation(
        "introspection: types of types", 400, WRONG, "{__schema{types{possibleTypes{interfaces{possibleTypes{name}}}}}}"
    ),
    operation("names: a thousand unknown", 400, WRONG, "{" + " ".join(f"zz{i}" for i in range(900)) + "}"),
    operation("names: one of 50,000 letters", 400, WRONG, "{" + "a" * 50_000 + "}"),
    operation(
        "variables: hundreds unused",
        400,
        WRONG,
        "query(" + " ".join(f"$v{i}:Int" for i in range(400)) + "){viewer{id}}",
    ),
    operation("variables: a default that is itself", 400, SYNTAX, "query($a:Int=$a){videos(first:$a){totalCount}}"),
    operation("literals: a number of 50,000 digits", 400, WRONG, "{videos(first:" + "9" * 50_000 + "){totalCount}}"),
    operation(
        "literals: a float of 10,000 exponents", 400, WRONG, "{videos(first:1e" + "9" * 10_000 + "){totalCount}}"
    ),
    operation("literals: a lone surrogate", 400, SYNTAX, '{node(id:"\\ud800"){id}}'),
    operation("literals: a string that never ends", 400, SYNTAX, '{node(id:"' + "x" * 10_000),
    operation("literals: a NUL", 400, SYNTAX, "{viewer\u0000{id}}"),
    operation("operations: two without names", 400, WRONG, "{viewer{id}} {serverInfo{version}}"),
    operation("operations: two named, none chosen", 400, WRONG, "query A{viewer{id}} query B{serverInfo{version}}"),
    operation("operations: hundreds", 400, LARGE, " ".join(f"query q{i}{{viewer{{id}}}}" for i in range(200))),
    operation(
        "operations: a subscription by POST", 400, WRONG, 'subscription{analysisProgress(videoId:"x"){sequence}}'
    ),
    operation("operations: a schema", 400, WRONG, "type Query { a: Int }"),
    operation("operations: an empty text", 400, SYNTAX, " "),
    operation("operations: only a comment", 400, SYNTAX, "# nothing"),
)
