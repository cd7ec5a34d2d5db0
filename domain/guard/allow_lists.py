"""Allow-lists of a statement: limits, nodes with their fields, functions, operators and types. All else is rejected.

No listed function changes anything, reads a setting, a file or the catalog, sleeps, or makes large values out of small
ones (so repeat, lpad, replace, format and power are missing).
"""

LONGEST_TEXT = 8_000
MOST_NODES = 3_000
MOST_RELATIONS = 12
# Each join may double a text: together they must not fill the server's memory.
MOST_JOINED_TEXTS = 16
MOST_SERIES_STEPS = 10_000
LONGEST_NUMBER = 40
# The length in types such as char(10) and numeric(10).
LARGEST_MODIFIER = 1_000
LONGEST_SEPARATOR = 100
MOST_COLUMNS = 100
# Sorts, hashes and windows that use memory at the same time. With a hash for each of MOST_RELATIONS, there are 28.
MOST_WORKSPACES = 16
# Bytes of one value, and of all that a statement computes for a row; see sizes.py.
LARGEST_VALUE = 16_000_000
MOST_BYTES_OF_VALUES = 32_000_000
# Expressions after the planner has inlined definitions, which may double their number per level.
MOST_NODES_EXPANDED = 30_000
# Members of an ARRAY(SELECT …), and those assumed for array_agg and string_agg.
MOST_COLLECTED = 1_000
MOST_COLLECTED_BYTES = 200_000
# States of a regular expression's automaton, estimated as its length times its repetition bounds.
MOST_PATTERN_STATES = 2_000

# Node types, and which of their fields may be set; a statement that sets another is refused. So SelectStmt is here
# without into_clause and locking_clause, WithClause without recursive, FuncCall without func_variadic, and so on.
FIELDS: dict[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "RawStmt": "stmt stmt_location stmt_len",
        "SelectStmt": "distinct_clause target_list from_clause where_clause group_clause group_distinct having_clause "
        "window_clause values_lists sort_clause limit_offset limit_count limit_option with_clause op all larg rarg",
        "WithClause": "ctes location",
        "CommonTableExpr": "ctename aliascolnames ctematerialized ctequery location",
        "RangeVar": "relname inh relpersistence alias location",
        "RangeSubselect": "lateral subquery alias",
        "RangeFunction": "lateral ordinality functions alias",
        "JoinExpr": "jointype is_natural larg rarg using_clause quals alias join_using_alias rtindex",
        "Alias": "aliasname colnames",
        "ResTarget": "name val location",
        "ColumnRef": "fields location",
        "A_Star": "",
        "String": "sval",
        "Integer": "ival",
        "Float": "fval",
        "Boolean": "boolval",
        "List": "items",
        "A_Const": "ival fval boolval sval isnull location",
        "A_Expr": "kind name lexpr rexpr rexpr_list_start rexpr_list_end location",
        "BoolExpr": "boolop args location",
        "NullTest": "arg nulltesttype argisrow location",
        "BooleanTest": "arg booltesttype location",
        "CaseExpr": "arg args defresult location",
        "CaseWhen": "expr result location",
        "CoalesceExpr": "args location",
        "MinMaxExpr": "op args location",
        "RowExpr": "args row_format location",
        "A_ArrayExpr": "elements location list_start list_end",
        "A_Indirection": "arg indirection",
        "A_Indices": "is_slice lidx uidx",
        "SubLink": "sub_link_type testexpr oper_name subselect location",
        "TypeCast": "arg type_name location",
        "TypeName": "names typmods typemod array_bounds location",
        "FuncCall": "funcname args agg_order agg_filter over agg_within_group agg_star agg_distinct funcformat "
        "location",
        "NamedArgExpr": "arg name argnumber location",
        "SQLValueFunction": "op typmod location",
        "WindowDef": "name refname partition_clause order_clause frame_options start_offset end_offset location",
        "SortBy": "node sortby_dir sortby_nulls location",
        "GroupingSet": "kind content location",
        "GroupingFunc": "args location",
    }.items()
}

_AGGREGATES = """
count sum avg min max stddev stddev_pop stddev_samp variance var_pop var_samp percentile_cont percentile_disc mode
bool_and bool_or every array_agg string_agg
"""
_FUNCTIONS = """
row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
date_trunc date_part extract date_bin age now timezone overlaps to_char to_timestamp to_date justify_hours justify_days
justify_interval make_interval make_date make_time make_timestamp make_timestamptz isfinite
abs round ceil ceiling floor trunc mod sign sqrt width_bucket
lower upper initcap length char_length btrim ltrim rtrim substring substr left right concat concat_ws split_part
position strpos starts_with like_escape similar_to_escape
cardinality array_length array_position array_to_string unnest generate_series
jsonb_array_length jsonb_exists jsonb_typeof
"""
_OPERATORS = "= <> != < > <= >= + - * / % || ~~ !~~ ~~* !~~* ~ ~* !~ !~* -> ->> @> <@ && ? ?| ?&"
_TYPES = """
text varchar bpchar char int2 int4 int8 numeric float4 float8 bool date time timetz timestamp timestamptz interval uuid
jsonb smallint integer bigint
"""
AGGREGATES = frozenset(_AGGREGATES.split())
# They keep every value, so they are allowed only with DISTINCT.
COLLECTING_AGGREGATES = frozenset({"array_agg", "string_agg"})
FUNCTIONS = AGGREGATES | frozenset(_FUNCTIONS.split())
# Functions that are allowed in FROM.
ROW_FUNCTIONS = frozenset({"unnest", "generate_series"})
OPERATORS = frozenset(_OPERATORS.split())
RANGE_OPERATORS = frozenset({"BETWEEN", "NOT BETWEEN", "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC"})
TYPES = frozenset(_TYPES.split())
# Without CURRENT_USER and similar.
VALUE_FUNCTIONS = frozenset(
    f"SVFOP_{name}"
    for name in (
        "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIME_N", "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP_N", "LOCALTIME",
        "LOCALTIME_N", "LOCALTIMESTAMP", "LOCALTIMESTAMP_N",
    )
)  # fmt: skip
GROUPING_SETS = frozenset({"GROUPING_SET_EMPTY", "GROUPING_SET_SIMPLE", "GROUPING_SET_ROLLUP", "GROUPING_SET_SETS"})
