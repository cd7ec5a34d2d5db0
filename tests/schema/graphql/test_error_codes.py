"""Error codes: an enum of all that there are, and a page that says the same."""

from models.enums import Language
from models.messages.errors import is_error_code
from schema import error_page
from schema.graphql.error_codes import REQUEST_CODES, ErrorCode, describe_code, list_error_groups


def test_the_page_says_what_the_catalogs_say() -> None:
    assert error_page.PAGE.read_text(encoding="utf-8") == error_page.render_page(), "run: python -m schema.error_page"


def test_every_code_with_a_sentence_is_one_and_no_other() -> None:
    codes = [code for group in list_error_groups() for code in group.codes]
    assert {code.value for code in ErrorCode} == {*codes, *REQUEST_CODES}
    assert [code for code in codes if not is_error_code(code)] == []
    # The catalogs hold each once, in whichever file.
    assert len(codes) == len(set(codes)) > 100


def test_a_code_is_described_by_its_sentence_with_the_names_of_its_values() -> None:
    assert describe_code("OUT_OF_RANGE", Language.EN) == "This value may be ‹low› to ‹high›."
    assert describe_code("OUT_OF_RANGE", Language.KO) == "‹low›부터 ‹high›까지의 값을 지정해 주세요."
