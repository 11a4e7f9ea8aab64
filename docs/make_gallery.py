"""Draw the pictures of the gallery and write its pages: ``make pages``. Everybody in them is invented.
The contact sheets are drawn by make_contact_sheet.py; what was seen on them stands in
contact_sheets.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sanzu_graph as sg

HERE = Path(__file__).parent
FOLDER = HERE / "gallery"


@dataclass(frozen=True)
class Picture:
    """A picture of the page: its file, what it shows in both languages, and the code that draws it."""

    file: str
    title: tuple[str, str]
    code: str
    draw: Callable[[Path], object]


def _pages(org: sg.Org, path: Path, page: int, **asked: object) -> None:
    """One page of a paged chart, as a picture of its own."""
    from sanzu_graph.charts.chart_pages import pages_of
    from sanzu_graph.charts.paper import sheet_of
    from sanzu_graph.charts.svg import to_svg
    from sanzu_graph.errors import speaking

    one_per = asked.pop("one_per", None)
    chart = str(asked.pop("chart"))
    with speaking("zh"):
        _, scenes = pages_of(org, chart, sheet_of("A4"), one_per, sg.Policy().resolve(org), asked)  # type: ignore[arg-type]
    path.write_text(to_svg(scenes[page]), encoding="utf-8")


def pictures() -> list[Picture]:
    """The pictures, in the order of the page."""
    org = sg.read_tables(HERE.parent / "data" / "guanxi")
    matrix = sg.read_tables(HERE.parent / "data" / "matrix")
    matrix = sg.OpenPosition("R-7", title="Specialist", unit="D22", manager="E029").apply(matrix)
    juhua = sg.read_tables(HERE.parent / "data" / "juhua")
    small, large = sg.synthetic(members=100, seed=7), sg.synthetic(members=1_000, seed=7)
    plan = sg.Scenario(
        "两组调整", [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M060", "T09", "T10")]
    )
    read = 'org = sg.read_tables("data/guanxi")\n'
    thousand = "org = sg.synthetic(members=1_000, seed=7)\n"
    return [
        Picture(
            "org.svg",
            ("The hierarchy of units", "单元层级"),
            read + 'sg.save_chart(org, "org.svg", chart="org", lang="zh")',
            lambda path: sg.save_chart(org, path, chart="org", lang="zh"),
        ),
        Picture(
            "layers.svg",
            (
                "Dual management: everybody once, the lines of both leaders",
                "双重管理：每人一次，两条管理线",
            ),
            read + 'sg.save_chart(org, "layers.svg", chart="layers", lang="zh")',
            lambda path: sg.save_chart(org, path, chart="layers", lang="zh"),
        ),
        Picture(
            "layers-en.svg",
            ("A hundred people, in English", "一百人（英文）"),
            'org = sg.synthetic(members=100, seed=7)\nsg.save_chart(org, "layers.svg", chart="layers", lang="en")',
            lambda path: sg.save_chart(small, path, chart="layers", lang="en"),
        ),
        Picture(
            "layers-1000.png",
            ("A thousand people: dots", "一千人：以点表示"),
            thousand + 'sg.save_chart(org, "layers.png", chart="layers", lang="zh")',
            lambda path: sg.save_chart(large, path, chart="layers", lang="zh"),
        ),
        Picture(
            "people.svg",
            ("People under managers, dotted lines and an open post", "汇报关系：虚线与空缺岗位"),
            'org = sg.read_tables("data/matrix")\n'
            'org = sg.OpenPosition("R-7", title="Specialist", unit="D22", manager="E029").apply(org)\n'
            'sg.save_chart(org, "people.svg", chart="people", root="E003", lang="en")',
            lambda path: sg.save_chart(matrix, path, chart="people", root="E003", lang="en"),
        ),
        Picture(
            "flow.svg",
            ("How people spread over the layers", "人员在各层之间的分布"),
            read + 'sg.save_chart(org, "flow.svg", chart="flow", lang="zh")',
            lambda path: sg.save_chart(org, path, chart="flow", lang="zh"),
        ),
        Picture(
            "overlap.svg",
            ("Which groups reach which teams", "哪些小组覆盖哪些班组"),
            read + 'sg.save_chart(org, "overlap.svg", chart="overlap", lang="zh")',
            lambda path: sg.save_chart(org, path, chart="overlap", lang="zh"),
        ),
        Picture(
            "overlap-juhua.svg",
            (
                "717 teams: a map of where groups reach, and how many are blank",
                "717 个班组：覆盖图与空白占比",
            ),
            'org = sg.read_tables("data/juhua")\nsg.save_chart(org, "overlap.svg", chart="overlap", lang="zh")',
            lambda path: sg.save_chart(juhua, path, chart="overlap", lang="zh"),
        ),
        Picture(
            "findings.svg",
            ("Findings: units × checks", "问题分布：单元 × 检查"),
            read
            + 'sg.save_chart(org, "findings.svg", chart="findings", on="2026-11-22", full=False, lang="zh")',
            lambda path: sg.save_chart(
                org, path, chart="findings", on="2026-11-22", full=False, lang="zh"
            ),
        ),
        Picture(
            "changes.svg",
            ("Before and after", "调整前后"),
            read
            + 'plan = sg.Scenario("两组调整", [sg.MoveMember("M032", "T05", "T06"), sg.MoveMember("M060", "T09", "T10")])\n'
            + 'sg.save_chart(org, "changes.svg", chart="changes", after=plan, on="2026-11-22", lang="zh")',
            lambda path: sg.save_chart(
                org, path, chart="changes", after=plan, on="2026-11-22", lang="zh"
            ),
        ),
        Picture(
            "spans.svg",
            ("Spans and layers", "管理幅度与层级"),
            thousand + 'sg.save_chart(org, "spans.svg", chart="spans", lang="en")',
            lambda path: sg.save_chart(large, path, chart="spans", lang="en"),
        ),
        Picture(
            "page-org.svg",
            ("On paper: a page of a hierarchy that is cut", "打印：分页后的层级图"),
            thousand + 'sg.save_chart(org, "org.pdf", chart="org", pages="A4", lang="zh")',
            lambda path: _pages(large, path, 2, chart="org"),
        ),
        Picture(
            "page-layers.svg",
            (
                "On paper: a page of dual management; groups tell on which other pages they are",
                "打印：分页后的双重管理图，小组注明另见页码",
            ),
            thousand + 'sg.save_chart(org, "layers.pdf", chart="layers", pages="A4", lang="zh")',
            lambda path: _pages(large, path, 3, chart="layers"),
        ),
        Picture(
            "page-leader.svg",
            ("A page for each leader", "每名负责人一页"),
            read + 'sg.save_chart(org, "leaders.pdf", chart="layers", one_per="leader", lang="zh")',
            lambda path: _pages(org, path, 1, chart="layers", one_per="leader"),
        ),
    ]


HEADS = {
    "en": (
        "Gallery",
        "Written by `make pages`. Everybody in these pictures is invented.",
        (
            "`plot_org` and the others draw the same on matplotlib axes; `save_chart` writes SVG, PDF, PNG, slides and draw.io. "
            "How every chart looks for seven organisations, in both languages, in grey and to people who see fewer colours: [contact sheets](../contact_sheets.md)."
        ),
    ),
    "zh": (
        "图库",
        "由 `make pages` 生成；图中人物与单位均为虚构。",
        (
            "`plot_org` 等函数在 matplotlib 坐标轴上绘制同样的图；`save_chart` 写成 SVG、PDF、PNG、幻灯片与 draw.io。"
            "各图在七个组织上的中英文、灰度与色觉障碍效果见[缩略图总览](../contact_sheets.md)（英文）。"
        ),
    ),
}


def page(shown: list[Picture], lang: str) -> str:
    """The page in one language."""
    title, *paragraphs = HEADS[lang]
    lines = [f"# {title}"]
    for paragraph in paragraphs:
        lines += ["", paragraph]
    for picture in shown:
        title = picture.title[lang == "zh"]
        lines += ["", f"## {title}", "", f"![{title}](../gallery/{picture.file})", ""]
        lines += ["```python", "import sanzu_graph as sg", "", picture.code, "```"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Draw and write everything."""
    FOLDER.mkdir(exist_ok=True)
    shown = pictures()
    for picture in shown:
        picture.draw(FOLDER / picture.file)
    for lang in HEADS:
        path = HERE / lang / "gallery.md"
        path.write_text(page(shown, lang), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
