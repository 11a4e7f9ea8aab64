"""The widget: traits and messages, without any browser. A small reader of snapshot and patch stands
for the page.
"""

import datetime
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sanzu_graph as sg
from sanzu_graph.errors import speaking
from sanzu_graph.messages import catalog
from sanzu_graph.planner.requests import ASKED
from sanzu_graph.planner.suggestion_desk import pinned
from sanzu_graph.planner.widget import STATIC
from tests import clock

PAGE = Path(sg.__file__).parent / "planner" / "page"
HOSTILE = "</script><img src=x onerror=alert(1)>{0}"


@pytest.fixture(scope="module")
def guanxi() -> sg.Org:
    return sg.read_tables("data/guanxi")


@pytest.fixture
def planner(guanxi: sg.Org) -> sg.Planner:
    return sg.Planner(guanxi, on="2026-11-22", lang="en")


def asked(planner: sg.Planner, **request: object) -> dict:
    asked.count = getattr(asked, "count", 0) + 1
    planner.request = {"id": f"test-{asked.count}", **request}
    assert planner.answer["id"] == f"test-{asked.count}"
    return planner.answer


def seats_on_page(planner: sg.Planner) -> dict[str, set[tuple[str, str]]]:
    """Who sits where, from what was sent, as the page reads it."""
    sent = json.loads(json.dumps({"snapshot": planner.snapshot, "patch": planner.patch}))
    members, units = ([row[0] for row in sent["snapshot"][name]] for name in ("members", "units"))
    seats: dict[str, set[tuple[str, str]]] = {member: set() for member in members}
    for member, unit, role in zip(*sent["snapshot"]["seats"], strict=True):
        seats[members[member]].add((units[unit], role))
    for member, told in sent["patch"]["members"].items():
        if told is None:
            seats.pop(member, None)
        else:
            seats[member] = {tuple(seat) for seat in told[2]}
    return seats


def findings_on_page(planner: sg.Planner) -> list[list[str]]:
    patch = planner.patch
    kept = [
        patch["other"].get(str(place), finding)
        for place, finding in enumerate(planner.snapshot["findings"])
        if place not in patch["gone"]
    ]
    return sorted(kept + patch["come"])


def is_in_step(planner: sg.Planner) -> None:
    """What the page shows is what the plan comes to, whoever made it and however."""
    day = planner.first_audit.on
    after = planner.org.edited(planner.scenario.edit(planner.org, today=day))
    today = after.at(day) if day else after
    expected: dict[str, set[tuple[str, str]]] = {member: set() for member in today.members["id"]}
    for member, unit, role in today.memberships[["member", "unit", "role"]].itertuples(index=False):
        expected[member].add((unit, role))
    assert seats_on_page(planner) == expected
    audit = sg.audit(after, planner.policy, on=day, lang="en")
    findings = audit.keeping_past(planner.first_audit).findings
    columns = ["check", "severity", "entity", "entity_id", "layer", "message"]
    assert findings_on_page(planner) == sorted(findings[columns].to_numpy().tolist())


def test_an_edit_on_the_board_is_a_change_of_the_scenario(planner):
    seen = []
    planner.observe(lambda change: seen.append(change["new"]), "scenario")
    answer = asked(planner, do="edit", change=sg.MoveMember("M032", "T05", "T06").to_dict())
    assert [severity for severity, _ in answer["fixed"]] == ["error"]
    assert list(planner.scenario) == [sg.MoveMember("M032", "T05", "T06")]
    assert seen == [planner.scenario]
    assert planner.patch["sentences"] == [
        "Move 侯方正 (M032) from 柳湾配电一班 (T05) to 柳湾配电二班 (T06); no longer deputy (“副班长”) of 柳湾配电一班 (T05): 侯方正 (M032)"
    ]
    is_in_step(planner)


def test_only_differences_are_sent(planner):
    asked(planner, do="edit", change=sg.MoveMember("M032", "T05", "T06").to_dict())
    assert set(planner.patch["members"]) == {"M032"}
    assert len(json.dumps(planner.patch)) < 2_000
    asked(planner, do="undo")
    assert planner.patch["members"] == {}
    assert planner.patch["gone"] == planner.patch["come"] == []


def test_edits_made_in_python_reach_the_page(planner):
    planner.scenario = sg.Scenario(
        "mixed",
        [
            sg.MergeUnits("T10", "T09"),
            sg.CreateUnit("T99", "team", parent="S1", attributes={"name": "新班"}),
            sg.MoveMember("M001", "T01", "T99"),
            sg.RemoveMember("M002"),
            sg.PairMentor("M003", "M005"),
        ],
    )
    is_in_step(planner)
    assert planner.patch["units"]["T10"] is None
    assert planner.patch["units"]["T99"] == ["新班", "team", "S1"]
    assert planner.patch["members"]["M005"][3] == ["M003"]
    planner.undo()
    assert len(planner.scenario) == 0
    is_in_step(planner)
    planner.redo()
    is_in_step(planner)


def test_a_scenario_that_cannot_be_made_is_refused_and_nothing_is_sent(planner):
    before = planner.patch
    with pytest.raises(sg.ChangeError):
        planner.scenario = sg.Scenario("wrong", [sg.LeaveUnit("M001", "T02")])
    assert planner.patch is before
    assert len(planner.scenario) == 0
    with pytest.raises(sg.ChangeError):
        sg.Planner(planner.org, scenario=sg.Scenario("wrong", [sg.LeaveUnit("M001", "T02")]))


def test_a_plan_for_another_day_is_looked_at_on_that_day(guanxi):
    later = (clock.today() + datetime.timedelta(days=1_000)).isoformat()
    planner = sg.Planner(guanxi, lang="en")
    planner.scenario = sg.Scenario("later", [sg.MoveMember("M032", "T05", "T06")], on=later)
    assert planner.first_audit.on.isoformat() == planner.snapshot["day"] == later
    assert planner.snapshot["scenario"]["on"] == later
    is_in_step(planner)
    planner.undo()
    assert planner.snapshot["scenario"]["on"] is None
    is_in_step(planner)


def test_a_plan_may_be_assigned(guanxi):
    planner = sg.Planner(guanxi, lang="en")
    plan = sg.propose(guanxi, levers=["appoint"], lang="en", solve={"progress": False})
    planner.scenario = plan
    assert planner.scenario.changes == plan.scenario.changes
    assert planner._session.scenario == planner.scenario
    planner.scenario = planner.scenario.then(sg.MoveMember("M032", "T05", "T06"))
    assert len(planner.scenario) == len(plan.scenario) + 1


def test_a_plan_may_be_begun_with(guanxi):
    plan = sg.Scenario("begun", [sg.MoveMember("M032", "T05", "T06")])
    planner = sg.Planner(guanxi, sg.Policy(), plan, on="2026-11-22", lang="en")
    assert planner.scenario == plan
    assert not planner.patch["undo"]
    is_in_step(planner)


# -- requests


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_refused_edits_are_answered_and_not_made(guanxi, lang):
    planner = sg.Planner(guanxi, on="2026-11-22", lang=lang)
    move = sg.MoveMember("M032", "T05", "T07").to_dict()
    refused = asked(planner, do="preview", change=move)["refused"]
    assert refused == asked(planner, do="edit", change=move)["error"]
    assert "work_type" in refused
    assert len(planner.scenario) == 0
    considered = asked(planner, do="consider", member="M032", source="T05", layer="team")
    assert "T07" in considered["closed"]
    assert "T06" not in considered["closed"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_board_speaks_its_language_wherever_it_is_asked(guanxi, lang):
    planner = sg.Planner(guanxi, on="2026-11-22", lang=lang)
    other = "zh" if lang == "en" else "en"
    change = sg.MoveMember("M032", "T05", "T06")
    with speaking(other):
        assert asked(planner, do="undo")["sentence"] == catalog()["planner.undone"][lang]
        told = asked(planner, do="edit", change=change.to_dict())["sentence"]
        assert told == change.describe(lang, org=guanxi)
        with pytest.raises(sg.InputError) as refused:
            planner.load("nowhere.json")
    assert str(refused.value) == refused.value.describe(lang) != refused.value.describe(other)


def test_a_preview_changes_nothing(planner):
    before = planner.patch
    answer = asked(planner, do="preview", change=sg.MoveMember("M032", "T05", "T06").to_dict())
    assert answer["fixed"]
    assert planner.patch == before


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "no such thing"},
        {},
        {"do": "edit"},
        {"do": "edit", "change": "MoveMember"},
        {"do": "edit", "change": {"change": "Scenario"}},
        {"do": "edit", "change": {"change": "MoveMember", "member": ["M001"]}},
        {
            "do": "edit",
            "change": {
                "change": "MoveMember",
                "member": "nobody",
                "source": "T01",
                "target": "T02",
            },
        },
        {"do": "consider", "member": 1, "source": None, "layer": "team"},
        {"do": "consider", "member": "M001", "source": None, "layer": "no layer"},
        {"do": "accept", "number": 7},
        {"do": "accept", "number": "x"},
        {"do": "choose", "number": -1},
        {"do": "create", "unit": None, "layer": "team"},
        {"do": "create", "unit": "T01", "layer": "team"},
    ],
)
def test_whatever_a_page_asks_is_answered(planner, request_):
    answer = asked(planner, **request_)
    assert answer.get("error") or answer.get("closed") == []
    assert len(planner.scenario) == 0


def test_every_request_of_the_page_is_known():
    source = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    used = set(re.findall(r'\bask\("(\w+)"', source)) | set(
        re.findall(r'ask\(\{ do: "(\w+)"', source)
    )
    # What bears the name of its request: the buttons of plans, and of a plan that was found.
    used |= set(re.findall(r'\bpress\("(\w+)"(?:\)|, [^()]*\))', source))
    assert used == set(ASKED)


def test_a_new_unit_is_like_another(planner):
    asked(planner, do="create", unit="T11", name="新班", layer="team", like="T05")
    (created,) = planner.scenario
    assert created.parent == "S1"
    assert dict(created.attributes) == {"name": "新班", "site": "柳湾", "work_type": "配电"}
    assert (
        "T11"
        not in asked(planner, do="consider", member="M032", source="T05", layer="team")["closed"]
    )


# -- the optimiser


def test_propose_leaves_edited_people_where_they_are(planner):
    asked(planner, do="edit", change=sg.MoveMember("M032", "T05", "T06").to_dict())
    proposal = planner.propose(max_groups_changed=2)
    assert proposal.has_plan
    assert planner.proposal is proposal
    assert not any(
        getattr(change, "member", None) == "M032" and isinstance(change, sg.MoveMember)
        for change in proposal.scenario
    )
    total = len(planner.suggestions)
    assert total == len(proposal.scenario)
    planner.accept(1)
    assert len(planner.suggestions) == total - 1
    assert len(planner.scenario) == 2
    asked(planner, do="accept")
    assert planner.suggestions == []
    assert len(planner.scenario) == total + 1
    is_in_step(planner)
    planner.undo()
    assert len(planner.scenario) == 2  # all that were accepted at once are one step


def test_pins_are_added_to_those_given(planner):
    asked(planner, do="edit", change=sg.MoveMember("M032", "T05", "T06").to_dict())
    session = planner._session
    assert pinned(session.point, {"pins": "M001"})["pins"] == ["M001", "M032"]
    assert set(pinned(session.point, {"pins": {"M001": "T02"}})["pins"]) == {"M001", "M032"}
    assert pinned(session.point, sg.Rules(keep_headcounts=True))["keep_headcounts"] is True
    asked(planner, do="undo")
    assert pinned(session.point, None)["pins"] == []


def test_suggestions_can_be_dismissed_and_others_chosen(planner):
    assert planner.alternatives is None
    assert asked(planner, do="alternatives")["alternatives"] == []
    asked(planner, do="propose")
    assert planner.suggestions
    others = asked(planner, do="alternatives")["alternatives"]
    assert len(others) == 1 + len(planner.alternatives)
    asked(planner, do="choose", number=len(others) - 1)
    assert len(planner.suggestions) == others[-1][1]
    with pytest.raises(sg.InputError):
        planner.accept(99)
    asked(planner, do="dismiss")
    assert planner.suggestions == []


# -- beyond the kernel


def test_code_makes_the_plan_again(planner):
    planner.scenario = sg.Scenario(
        'it\'s "one"',
        [sg.CreateUnit("T'9", "team"), sg.MoveMember("M032", "T05", "T06", on="2027-01-01")],
        on="2026-12-01",
    )
    names: dict[str, object] = {}
    exec(planner.code(), names)  # noqa: S102 - our own code
    assert names["plan"] == planner.scenario


def test_saved_and_loaded(planner, guanxi, tmp_path):
    planner.scenario = planner.scenario.then(sg.MoveMember("M032", "T05", "T06"))
    planner.save(tmp_path / "plan.json")
    other = sg.Planner(guanxi, on="2026-11-22", lang="en")
    other.load(tmp_path / "plan.json")
    assert other.scenario.changes == planner.scenario.changes
    assert other.scenario.base == guanxi.fingerprint
    is_in_step(other)
    with pytest.raises(sg.InputError):
        other.load(tmp_path / "none.json")


class Tags(HTMLParser):
    """The elements and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def hostile() -> sg.Planner:
    org = sg.Org(
        {"id": ["1"], "name": [HOSTILE]},
        {"id": ["T1", "T2"], "name": [HOSTILE, "b"], "layer": ["team"] * 2},
        {"member": ["1"], "unit": ["T1"]},
    )
    planner = sg.Planner(org, sg.Policy.for_layers("team"), sg.Scenario(HOSTILE), lang="en")
    planner.scenario = planner.scenario.then(sg.MoveMember("1", "T1", "T2"))
    return planner


def test_a_page_holds_its_state_as_text(hostile, tmp_path):
    hostile.to_html(tmp_path / "board.html")
    page = (tmp_path / "board.html").read_text(encoding="utf-8")
    seen = Tags(page)
    assert [tag for tag, _ in seen.tags].count("script") == 2
    assert not any(tag == "img" for tag, _ in seen.tags)
    assert not any(name in ("src", "href") for _, attributes in seen.tags for name in attributes)
    state = next(text for text in seen.texts if text.startswith('{"words"'))
    assert json.loads(state)["snapshot"] == json.loads(json.dumps(hostile.snapshot))


def test_a_saved_notebook_holds_picture_and_changes(hostile):
    data, _ = hostile._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    seen = Tags(data["text/html"])
    images = [attributes["src"] for tag, attributes in seen.tags if tag == "img"]
    assert len(images) == 1
    assert images[0].startswith("data:image/png;base64,")
    assert not any(tag == "script" for tag, _ in seen.tags)
    assert any(text.startswith("Move ") for text in seen.texts)
    hostile.undo()
    assert "img" not in {tag for tag, _ in Tags(hostile._repr_mimebundle_()[0]["text/html"]).tags}


@pytest.mark.parametrize(
    "tables",
    [
        ({"id": []}, {"id": [], "layer": []}, {"member": [], "unit": []}),
        ({"id": ["A"]}, {"id": [], "layer": []}, {"member": [], "unit": []}),
        (
            {"id": ["A", "B"]},
            {"id": ["x", "y"], "layer": ["squad", "crew"], "parent": ["y", None]},
            {"member": ["A", "A"], "unit": ["x", "y"]},
        ),
        (
            {"id": ["A"]},
            {"id": ["A"], "layer": ["team"]},
            {"member": ["A", "A"], "unit": ["A", "A"], "role": ["leader", "deputy"]},
        ),
    ],
)
def test_any_organisation_has_a_board(tables, tmp_path):
    planner = sg.Planner(sg.Org(*tables), lang="en")
    assert json.loads(json.dumps(planner.snapshot, allow_nan=False))["layer"] in {
        "",
        "squad",
        "team",
    }
    assert planner._repr_mimebundle_() is not None
    planner.to_html(tmp_path / "board.html")


# -- the page's own files


def test_every_word_of_the_page_is_in_the_catalog_and_the_other_way_round():
    source = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    python = "".join(path.read_text(encoding="utf-8") for path in PAGE.parent.glob("*.py"))
    own = {key.partition(".")[2] for key in catalog() if key.startswith("planner.")}
    used = set(re.findall(r"\bwords\.(\w+)", source))
    assert used <= own | {"lang"}
    mentioned = {
        name for name in own if re.search(rf'["`.]{name}\b', source) or f"planner.{name}" in python
    }
    built = {
        name
        for name in own
        if name.startswith(
            ("show_", "finding_", "score_", "act_appoint", "act_relieve", "zoom_", "alternative_")
        )
    }
    assert own - mentioned - built == set()


def test_the_page_sets_text_and_asks_nobody():
    source = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    source = source.replace("http://www.w3.org/2000/svg", "")  # a name, not an address
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "http:",
        "https:",
        "localStorage",
    ):
        assert word not in source


def test_the_bundle_is_small():
    assert sum(path.stat().st_size for path in STATIC.iterdir()) < 80 * 1024


def test_without_anywidget_the_cure_is_told():
    code = "import sys; sys.modules['anywidget'] = None\nfrom sanzu_graph import *\ntry: Planner(Org([], [], []))\nexcept DependencyError as error: print(error)"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert 'pip install "sanzu_graph[lab]"' in answer.stdout
