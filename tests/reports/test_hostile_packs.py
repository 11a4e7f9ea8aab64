"""Names are text in every format, whatever they say: nothing of them is run, followed, or taken for
a sign.
"""

import zipfile
from pathlib import Path

import openpyxl
import pytest

import sanzu_graph as sg
from tests.reports.test_report import Page, slides
from tests.speech import said

NAMES = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "{% raw %}",
    "/*<font>*/",
    "</style><b>",
    "<!--",
    "]]>",
    "=1+1",
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "&amp;",
    "\u202eevil",
    "长" * 200,
    "👩‍👩‍👧",
    "a\nb",
    "javascript:alert(1)",
    "url(http://x)",
    "%s",
    "a\x01b",
    "_x0041_",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A pack in which every name that a user can give is hostile: members, units, plan, title,
    attributes, layer labels.
    """
    count = len(NAMES)
    org = sg.Org(
        {
            "id": [f"M{n}" for n in range(count)],
            "name": NAMES,
            "work_type": NAMES[:2] * (count // 2),
            "site": [NAMES[0]] * count,
        },
        {
            "id": [f"T{n}" for n in range(count)] + ["P"],
            "name": [*NAMES, NAMES[0]],
            "layer": ["team"] * count + ["party"],
        },
        {
            "member": [f"M{n}" for n in range(count)],
            "unit": [f"T{n}" for n in range(count)],
            "title": NAMES,
        },
    )
    policy = sg.Policy.for_layers("team", ["party"])
    for name in ("team", "party"):
        policy = policy.with_layer(
            name, labels={"en": NAMES[1]}, per_base_unit=sg.Limit(1, {"en": NAMES[0]})
        )
    plans = [
        sg.Scenario(name, [sg.MoveMember("M0", "T0", f"T{n}")])
        for n, name in enumerate(NAMES[:6], 1)
    ]
    target = tmp_path_factory.mktemp("hostile") / "pack"
    return sg.report(org, policy, plans, target, lang="en", title=NAMES[1] + "x" * 300)


def test_the_page_shows_names_and_runs_nothing(folder):
    content = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(content)
    assert not {"script", "img", "b", "iframe"} & set(page.tags)
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert page.unclosed == []
    told = "".join(page.texts)
    for name in NAMES[:6]:
        assert name in told
    assert "49" not in {line.strip() for line in page.texts}
    assert content.count("@font-face") == 1


def test_the_workbook_holds_texts_and_no_formulas(folder):
    book = openpyxl.load_workbook(folder / "report.xlsx")
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(folder / "report.xlsx") as packed:
        assert not any("external" in name or "vba" in name for name in packed.namelist())
    told = "\n".join(str(cell.value) for cell in cells)
    for name in (*NAMES[:3], "=1+1", "@SUM(A1)", "长" * 200):
        assert name in told


def test_the_deck_shows_names_and_links_nowhere(folder):
    told = "\n".join(slides(folder / "report.pptx"))
    assert NAMES[0] in told
    assert NAMES[2] in told
    with zipfile.ZipFile(folder / "report.pptx") as packed:
        links = [
            name
            for name in packed.namelist()
            if name.endswith(".rels") and b'TargetMode="External"' in packed.read(name)
        ]
    assert links == []


def test_real_organisations_have_packs(congress, tmp_path):
    policy = sg.Policy.for_layers("state", ["party", "committee"])
    sg.report(congress, policy, path=tmp_path / "pack", lang="en")
    audit = sg.audit(congress, policy, lang="en")
    rows = list(
        openpyxl.load_workbook(tmp_path / "pack" / "report.xlsx")[
            said("sheet.findings", "en")
        ].iter_rows(values_only=True)
    )
    assert len(rows) - 1 == len(audit.findings)
