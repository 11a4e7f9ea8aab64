"""Every sentence exists in both languages, fits its twin, and is used; every key that code uses
exists.
"""

import csv
import re
from pathlib import Path
from string import Formatter

import pytest

import sanzu_graph
from sanzu_graph.checks.found import FAMILIES, SEVERITIES
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.errors import speaking
from sanzu_graph.messages import catalog, fill, language, listed, plain, text

PACKAGE = Path(sanzu_graph.__file__).parent
#: Sentences that are signs only, or the file's own words.
SIGNS = {
    "brief.of_check",
    "list.comma",
    "list.semicolon",
    "fault.comma",
    "fault.line",
    "name.with_id",
    "org.read",
    "change.post",
    "change.with_outcome",
    "chart.changes_duty",
    "cli.diff.name",
    "compare.in_layer",
    "compare.plan",
    "moves.finding",
    "moves.semicolon",
    "cause.or",
    "chart.colon",
    "chart.named",
    "leaders.semicolon",
    "balance.line",
    "pairing.pair",
    "reason.more",
    "plan.value_note",
    "propose.group_count",
    "pairing.score",
    "ranking.refused",
    "ranking.ties",
    "survey.brief_group",
    "survey.brief_kind",
    "survey.brief_of_layer",
}
#: A quoted word, a dot, and more words or filled-in places: what a key looks like in code.
KEY = re.compile(r"""(?<![\w.])f?["']([a-z_]+(?:\.(?:[a-z_0-9]|\{[^{}]*?\})+)+)["']""")
#: The command-line library's own sentences, under the English text by which it asks for them.
CLICK = "click:"


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))


def used() -> set[str]:
    """Literal keys in the package's sources, with ``*`` where an f-string fills in."""
    rooms = {key.partition(".")[0] for key in catalog()}
    found = {re.sub(r"\{[^{}]*\}", "*", name) for name in KEY.findall(sources())}
    return {
        name
        for name in found - set(sanzu_graph._HOMES)
        if name.partition(".")[0] in rooms and not name.endswith((".csv", ".xlsx"))
    }


def test_a_sentence_is_whole_in_both_languages() -> None:
    """One test for all: thousands of them would take half a minute."""
    assert {key: both for key, both in catalog().items() if not is_whole(key, both)} == {}


def is_whole(key: str, both: dict[str, str]) -> bool:
    """Whether a sentence stands in both languages, with the same places."""
    chinese = re.compile(r"[\u4e00-\u9fff]")
    return (
        bool(both["en"] and both["zh"])
        and places(both["en"]) == places(both["zh"])
        and "" not in places(both["en"])
        and not chinese.search(both["en"])
        and (key in SIGNS or bool(chinese.search(both["zh"])))
    )


def test_no_sentence_is_written_twice() -> None:
    """Two people who change one sentence leave two after a merge that keeps both."""
    with (PACKAGE / "messages" / "messages.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["key"] for row in csv.DictReader(file)]
    assert sorted(keys) == sorted(set(keys))


def test_no_sentence_is_cut_at_a_comma() -> None:
    """What stands after a comma without quotes is no part of the sentence."""
    with (PACKAGE / "messages" / "messages.csv").open(encoding="utf-8", newline="") as file:
        assert [row for row in csv.reader(file) if len(row) != len(("key", "en", "zh"))] == []


#: What nobody meets who does not write the change in code.
IN_CODE = {
    "refused.line_kind",
    "refused.membership_ids",
    "refused.no_kind",
    "refused.still_named",
}


def test_refusals_on_the_board_name_no_class() -> None:
    """Who drags a card never heard of the classes of changes."""
    classes = re.compile(
        "|".join(
            name
            for name in sanzu_graph.__all__
            if isinstance(found := getattr(sanzu_graph, name), type)
            and issubclass(found, sanzu_graph.Change)
            and found is not sanzu_graph.Change
        )
    )
    naming = {
        key
        for key, both in catalog().items()
        if key.startswith("refused.") and classes.search(both["en"] + both["zh"])
    }
    assert naming == IN_CODE


def test_the_signs_are_signs() -> None:
    assert set(catalog()) >= SIGNS
    assert not any(
        re.search(r"[\u4e00-\u9fff]", catalog()[key]["zh"]) and key != "org.read" for key in SIGNS
    )


def test_every_check_has_its_sentence_and_title() -> None:
    for slug in all_checks():
        assert {f"check.{slug}", f"title.{slug}"} <= set(catalog())
    assert {
        key.partition(".")[2] for key in catalog() if key.startswith(("check.", "title."))
    } == set(all_checks())
    assert {f"severity.{name}" for name in SEVERITIES} | {
        f"family.{name}" for name in FAMILIES
    } <= set(catalog())


def test_every_key_that_code_uses_exists() -> None:
    known, unknown = list(catalog()), []
    for name in used():
        pattern = re.compile(re.escape(name).replace(r"\*", r"[a-z_0-9]+"))
        if not any(pattern.fullmatch(key) for key in known):
            unknown.append(name)
    assert not unknown


def test_every_sentence_is_used() -> None:
    patterns = [re.compile(re.escape(name).replace(r"\*", r"[a-z_0-9]+")) for name in used()]
    assert [
        key
        for key in catalog()
        if not key.startswith(CLICK) and not any(pattern.fullmatch(key) for pattern in patterns)
    ] == []
    assert f'f"{CLICK}' in sources()


def test_the_command_line_librarys_sentences_are_asked_for_by_their_english() -> None:
    assert [
        key
        for key, both in catalog().items()
        if key.startswith(CLICK) and key != CLICK + both["en"]
    ] == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (("en",), "en"),
        (("zh_CN.UTF-8",), "zh"),
        (("ZH-tw", "en"), "zh"),
        ((None, "zh"), "zh"),
        ((None, None, "en"), "en"),
        (("", "zh"), "zh"),
    ],
)
def test_language_is_the_first_given(wanted: tuple[str | None, ...], expected: str) -> None:
    assert language(*wanted) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "zh_CN", "SANZU_LANG": "en"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "Chinese (Simplified)_China"}, "zh"),
    ],
)
def test_language_follows_the_machine(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    monkeypatch.delenv("LANG", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language() == expected
    assert language("zh") == "zh"


def test_places_may_hold_braces() -> None:
    assert text("list.more", count="{count}") == "and {count} more"
    with speaking("zh"):
        told = fill("list.more", {"count": ["{0}", "{count}"]}, 2)
    assert told == ["另有 {0} 项", "另有 {count} 项"]
    assert fill("audit.summary", {}, 2) == [text("audit.summary")] * 2


def test_lists_are_cut() -> None:
    assert listed(range(7)) == "0, 1, 2, 3, 4 and 2 more"
    assert listed([]) == "nothing"
    with speaking("zh"):
        assert listed(["甲", "乙"]) == "甲、乙"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1.0, "1"),
        (2.5, "2.5"),
        (0.123456, "0.1235"),
        ("007", "007"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
    ],
)
def test_numbers_are_written_as_people_do(value: object, expected: str) -> None:
    assert plain(value) == expected


def test_a_noun_goes_with_its_number() -> None:
    with speaking("en"):
        assert text("held.groups", count=1) == "the limit of 1 changed group"
        assert text("held.groups", count=2) == "the limit of 2 changed groups"
        assert text("held.groups", count=0) == "the limit of 0 changed groups"
        told = fill(
            "check.size_outlier", {"who": ["A", "B"], "value": [1.0, 2], "limit": [3, 3]}, 2
        )
    assert told == ["A has 1 member; the bound is 3.", "B has 2 members; the bound is 3."]
    with speaking("zh"):
        assert text("held.groups", count=1) == "最多变动 1 个小组的限制"
