"""What is redacted or pseudonymized leaves no trace in any format: every file that can be written
is searched, byte by byte.

Everything secret is written with three characters that stand nowhere else, in ids, names, titles,
texts and headings alike.
"""

import io
import re
import warnings
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
from sanzu_graph.messages import catalog
from sanzu_graph.schema import TABLES, columns, roster_fields, value_aliases
from tests.privacy.test_redact import quietly
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
    sg.save_chart(org, folder / "org.png", policy=policy, lang=lang)
    sg.brief(org, plan, folder / "brief.docx", policy=policy, lang=lang, on="2026-11-22")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sg.SanzuWarning)  # it leaves tables out, and says so
        sg.write_graphml(org, folder / "org.graphml")
    return [path for path in folder.rglob("*") if path.is_file()]


def contents(raw: bytes) -> list[bytes]:
    """The bytes of a file, of everything inside a zip, of a PDF's streams and a PNG's texts."""
    found = [] if raw.startswith(b"PK") else [raw]
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            for name in packed.namelist():
                found += [name.encode(), *contents(packed.read(name))]
    if raw.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
            found.append(unpacked(stream))
    if raw.startswith(b"\x89PNG"):
        at = 8
        while at < len(raw):
            size, kind = int.from_bytes(raw[at : at + 4]), raw[at + 4 : at + 8]
            if kind in (b"zTXt", b"iTXt", b"iCCP", b"eXIf"):
                chunk = raw[at + 8 : at + 8 + size]
                found += [unpacked(chunk[place:]) for place in range(len(chunk))]
            at += size + 12
    return found


def unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


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
        "redacted": lambda one: quietly(one, layers=["party"]),
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
        ".docx",
        ".graphml",
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


def test_texts_of_a_picture_would_be_seen():
    chunk = b"Comment\0\0\0\0\0" + S.encode()
    packed = b"Comment\0\0" + zlib.compress(S.encode())
    for kind, body in ((b"iTXt", chunk), (b"zTXt", packed)):
        raw = b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4) + kind + body + bytes(4)
        assert any(S.encode() in one for one in contents(raw))


# -- the organisations that are there: all that is gone from their tables is looked for

#: Letters that mean nothing, among which any short id stands.
FONTS = re.compile(rb"base64,[A-Za-z0-9+/=]+")


def cells(org: sg.Org) -> set[str]:
    """Every text of an organisation: cells, headings, layers."""
    return {
        str(cell)
        for table, frame in org.tables().items()
        for name in frame
        for cell in [*frame[name].dropna().unique(), name, table]
    }


def known_words() -> str:
    """What any file may say, of whatever organisation: our own words."""
    words = [*catalog(), *(sentence for pair in catalog().values() for sentence in pair.values())]
    words += [alias for field in roster_fields().values() for alias in (field.name, *field.aliases)]
    for table in TABLES:
        for column in columns(table).values():
            words += [column.name, *column.values, *column.aliases, *value_aliases(column.name)]
    return "\n".join(words)


@pytest.mark.parametrize(
    ("folder", "layers"),
    [
        ("guanxi", ["party"]),
        pytest.param("guanxi", ["station", "branch", "team", "union"], marks=pytest.mark.heavy),
        pytest.param(
            "matrix", ["company", "division", "department", "project"], marks=pytest.mark.heavy
        ),
        pytest.param("congress", ["chamber", "party", "committee"], marks=pytest.mark.heavy),
    ],
)
def test_nothing_that_is_gone_stands_in_any_byte(folder, layers, request, tmp_path):
    is_public = folder == "congress"
    org = request.getfixturevalue("congress") if is_public else sg.read_tables(f"data/{folder}")
    for layer in layers:
        bare = quietly(org, layers=layer)
        left = "\n".join(cells(bare)) + known_words()
        gone = {cell for cell in cells(org) if len(cell.encode()) > 5 and cell not in left}
        folder_ = tmp_path / layer
        folder_.mkdir()
        member, unit = bare.memberships.iloc[0][["member", "unit"]]
        plan = sg.Scenario("plan", [sg.AssignRole(member, unit, "deputy")])
        written = files(bare, plan.apply(bare), plan, folder_, "en")
        for path in written:
            parts = contents(path.read_bytes())
            assert not [
                (path.name, cell) for cell in gone if any(cell.encode() in part for part in parts)
            ]
