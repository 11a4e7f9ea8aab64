"""What is redacted or pseudonymized leaves no trace in any format: every file that can be written
is searched, byte by byte.

Everything secret is written with three characters that stand nowhere else, in ids, names, titles,
texts and headings alike.
"""

import io
import re
import zipfile
import zlib
from pathlib import Path

import pandas as pd
import pytest

import sanzu_graph as sg
from sanzu_graph.charts.drawio import to_drawio
from sanzu_graph.charts.pdf import to_pdf
from sanzu_graph.charts.powerpoint import to_pptx
from sanzu_graph.charts.registry import drawing
from sanzu_graph.charts.svg import to_svg
from tests.speech import in_language

#: The secret, letters that no other word here has.
S = "龘龖龗"
KEY = "correct horse battery staple"


@pytest.fixture(scope="module")
def org() -> sg.Org:
    """Twelve tables in which the party layer, and it alone, is written with the secret."""
    people = [f"M{number:02}" for number in range(12)]
    party = ["M00", "M01", "M06", "M11"]
    return sg.Org(
        {
            "id": people,
            "name": [f"人{number:02}" for number in range(12)],
            "political_status": [
                "party_member" if member in party else "non_member" for member in people
            ],
            f"党小组{S}": ["yes" if member in party else None for member in people],
            "position": [f"{S}党小组长" if member == "M00" else "线路工" for member in people],
            "note": [
                f"在{S}一组" if member == "M01" else f"see {S}9" if member == "M06" else None
                for member in people
            ],
            "work_type": ["line"] * 6 + ["meter"] * 6,
            "site": ["North"] * 12,
            "seniority_years": range(12),
        },
        {
            "id": ["S1", f"B{S}", "T1", "T2", f"{S}1", f"{S}9", "U1"],
            "name": ["供电所", f"{S}支部", "一班", "二班", f"{S}一组", f"{S}二组", "工会组"],
            "layer": ["station", "branch", "team", "team", "party", "party", "union"],
            "parent": [None, "S1", "S1", "S1", f"B{S}", f"B{S}", "S1"],
            "slogan": [None, None, None, f"向{S}一组学习", None, None, None],
        },
        pd.DataFrame(
            [
                (
                    member,
                    "T1" if member < "M06" else "T2",
                    "leader" if member in ("M00", "M06") else "",
                    "",
                )
                for member in people
                if member != "M11"
            ]
            + [
                (member, "U1", "", f"兼{S}二组" if member == "M01" else "")
                for member in people
                if member != "M11"
            ]
            + [
                (
                    member,
                    f"{S}{'1' if member < 'M06' else '9'}",
                    "leader" if member in ("M00", "M06") else "",
                    f"{S}组长",
                )
                for member in party
            ],
            columns=["member", "unit", "role", "title"],
        ),
        {
            "source": ["M03", "M01"],
            "target": ["M02", "M02"],
            "kind": ["mentors", f"{S}一组联系"],
            "note": [f"{S}二组推荐", None],
        },
        {"member": ["M00", "M01"], "unit": ["T1", "T2"], "duty": ["report", f"{S}二组联络"]},
        activities={
            "id": [f"A{S}", "A2"],
            "unit": [f"{S}1", "T1"],
            "kind": ["safety_class", "safety_class"],
            "date": ["2026-01-05"] * 2,
        },
        participants={"activity": [f"A{S}", "A2"], "member": ["M02", "M02"]},
        remedies={
            "activity": [f"A{S}", "A2"],
            "problem": ["梯子", "手套"],
            "remedy": [f"{S}", f"请{S}一组协助"],
        },
        tasks={
            "id": [f"K{S}", "K2"],
            "unit": [f"{S}1", "T1"],
            "goal": ["safety", "safety"],
            "scope": ["specific", "common"],
        },
        task_events={
            "task": [f"K{S}", "K2", "K2"],
            "stage": ["assign", "consult", "assign"],
            "layer": ["party", "party", "team"],
        },
        assessments={
            "candidate": ["M00", "M00"],
            "unit": [f"{S}1", "T1"],
            "stage": ["peer"] * 2,
            "criterion": [f"{S}", "ability"],
            "score": [9, 8],
        },
        absences={"member": ["M00", "M11"], "since": ["2026-02-01"] * 2},
        rejected={
            "table": ["memberships"],
            "place": [f"{S}.csv"],
            "row": [3],
            "column": ["unit"],
            "value": [S],
            "fault": ["fault.unknown_id"],
            "reason": [S],
            "record": [f'{{"unit": "{S}"}}'],
        },
    )


@pytest.fixture(scope="module")
def plan() -> sg.Scenario:
    return sg.Scenario(
        "plan",
        [
            sg.MoveMember("M01", "T1", "T2"),
            sg.MoveMember("M01", f"{S}1", f"{S}9"),
            sg.AppointLeader("M03", "U1"),
        ],
    )


def files(org: sg.Org, after: sg.Org, plan: sg.Scenario, folder: Path, lang: str) -> list[Path]:
    """Everything that can be written of an organisation."""
    sg.write_tables(org, folder / "tables")
    sg.write_tables(org, folder / "tables.xlsx")
    sg.write_tables(org, folder / "parquet", format="parquet")
    for ending in ("xlsx", "csv"):
        sg.write_roster(org, folder / f"roster.{ending}", lang=lang, lossy=True)
    sg.write_mermaid(org, folder / "org.mmd", people=True, lang=lang)
    plan.write(folder / "plan.json")
    drawings = [
        in_language(lang, drawing, sg.plot_org, org),
        in_language(lang, drawing, sg.plot_changes, org, after),
    ]
    scenes = [drawing.full() for drawing in drawings]
    for number, scene in enumerate(scenes):
        (folder / f"{number}.svg").write_text(to_svg(scene), encoding="utf-8")
    (folder / "charts.pdf").write_bytes(to_pdf(scenes))
    (folder / "charts.pptx").write_bytes(to_pptx(scenes))
    (folder / "charts.drawio").write_text(to_drawio(scenes), encoding="utf-8")
    policy = sg.Policy() if "party" in org.layers else sg.Policy().without_layers("party")
    (folder / "page.html").write_text(
        org._repr_html_() + sg.audit(org, policy, lang=lang)._repr_html_() + plan._repr_html_(),
        encoding="utf-8",
    )
    sg.Planner(org, policy, lang=lang, on="2026-11-22").to_html(folder / "board.html")
    return [path for path in folder.rglob("*") if path.is_file()]


def contents(raw: bytes) -> list[bytes]:
    """The bytes of a file, of everything inside a zip, and of a PDF's streams."""
    found = [] if raw.startswith(b"PK") else [raw]
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                found += [name.encode(), *contents(packed.read(name))]
    if raw.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
            try:
                found.append(zlib.decompressobj().decompress(stream))
            except zlib.error:
                found.append(stream)
    return found


def traces(path: Path, secret: str) -> bool:
    """Whether a file holds a text in any of the ways in which files hold texts."""
    codes = [ord(letter) for letter in secret]
    forms = [secret.encode(codec) for codec in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    forms += [
        "".join(way.format(code) for code in codes).encode()
        for way in ("\\u{:04x}", "\\u{:04X}", "&#{};", "#{};", "&#x{:x};", "{:04x}", "{:04X}")
    ]
    forms = [
        form for form in forms if len(form) > 4 or form == secret.encode()
    ]  # shorter ones stand in many a number
    if (
        secret == S and path.suffix == ".pdf"
    ):  # each letter by itself: glyphs are numbered, and a table tells what they mean
        forms += [
            f"<{way.format(code)}>".encode() for code in codes for way in ("{:04x}", "{:04X}")
        ]
    return (
        any(form in one for one in contents(path.read_bytes()) for form in forms)
        or secret in path.name
    )


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.heavy)])
def written(request, org, plan, tmp_path_factory):
    """All files of the organisation as it is, redacted, and under pseudonyms."""
    after = plan.apply(org)
    shown = {
        "open": lambda one: one,
        "redacted": lambda one: sg.redact(one, layers=["party"]),
        "masked": lambda one: sg.pseudonymize(one, KEY),
    }
    found = {}
    for name, disguise in shown.items():
        folder = tmp_path_factory.mktemp(f"{name}-{request.param}")
        one, other = disguise(org), disguise(after)
        laid = plan if name == "open" else sg.diff(one, other, name="plan")
        found[name] = files(one, other, laid, folder, request.param)
        sg.report(
            org,
            None,
            plan,
            folder / "pack",
            lang=request.param,
            on="2026-11-22",
            disguise=None if name == "open" else disguise,
        )
        found[name] += list((folder / "pack").iterdir())
    return found


def told(paths: list[Path], secret: str) -> set[str]:
    return {path.name for path in paths if traces(path, secret)}


def test_the_secret_is_in_every_format_before(written):
    """Else the search would prove nothing."""
    kinds = {Path(name).suffix for name in told(written["open"], S)}
    assert kinds == {
        ".csv",
        ".xlsx",
        ".parquet",
        ".mmd",
        ".json",
        ".svg",
        ".pdf",
        ".pptx",
        ".drawio",
        ".html",
    }


def test_a_redacted_layer_leaves_no_trace(written):
    assert told(written["redacted"], S) == set()
    for word in ("党", "party", "Party"):
        # The roster's own headings and the schema's words may name any layer; what is told of this
        # organisation may not.
        assert {
            name for name in told(written["redacted"], word) if not name.startswith("roster")
        } == set()


def test_people_under_pseudonyms_leave_no_trace(written):
    names = told(written["open"], "人03")
    assert {Path(name).suffix for name in names} >= {".csv", ".xlsx", ".pptx", ".html", ".svg"}
    for number in range(12):
        assert told(written["masked"], f"人{number:02}") == set()
    assert told(written["masked"], KEY) == set()


def test_graphml_holds_none_either(org, tmp_path):
    with pytest.warns(sg.SanzuWarning):
        assert traces(sg.write_graphml(org, tmp_path / "open.graphml"), S)
    with pytest.warns(sg.SanzuWarning):
        assert not traces(
            sg.write_graphml(sg.redact(org, layers=["party"]), tmp_path / "bare.graphml"), S
        )
