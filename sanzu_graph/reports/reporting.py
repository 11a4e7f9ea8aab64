"""`report`: a decision pack as a page, a workbook, a deck, or all three."""

from __future__ import annotations

import os
import pathlib
import warnings
from collections.abc import Callable, Iterable, Mapping

from sanzu_graph.doors import spoken
from sanzu_graph.errors import DependencyError, InputError, SanzuWarning, speaking
from sanzu_graph.io.atomic import real_path, staging
from sanzu_graph.messages import text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.demands import Policy
from sanzu_graph.reports.briefs import require_format, written_pages
from sanzu_graph.reports.packs import Disguise, Pack, pack_of
from sanzu_graph.reports.survey_briefs import survey_pages
from sanzu_graph.scenarios.plan import Plan
from sanzu_graph.scenarios.scenario import Scenario
from sanzu_graph.surveys.survey_results import Survey

#: The formats by their endings; without one, all of them in a folder.
FORMATS = (".html", ".xlsx", ".pptx")
#: The formats of the brief of a survey.
SURVEY_FORMATS = (".html", ".docx")


@spoken
def report(
    org: Org | Survey,
    policy: Policy | None = None,
    scenarios: Scenario | Plan | Org | Iterable[Scenario | Plan | Org] = (),
    path: str | os.PathLike[str] = "decision-pack.html",
    *,
    chosen: str | int | None = None,
    on: object = None,
    lang: str | None = None,
    title: str | None = None,
    min_group: int = 5,
    disguise: Disguise | None = None,
    by: str | None = None,
) -> pathlib.Path:
    """Write a decision pack: the situation, the findings, the alternatives, the plan to be signed,
    before and after in pictures.

    Parameters
    ----------
    org
        The organisation as it is; or a `Survey`: then a brief is written, a page for all
        organisations and a page for each group. It takes `path` (``.html`` or ``.docx``), `by`,
        `title` and `lang` alone.
    policy
        What is demanded; by default what the first plan was asked under that keeps it, else
        ``Policy()``, the shipped one.
    scenarios
        What is laid before the meeting: scenarios, proposals, or organisations as they would be;
        one, several or none.
    path
        ``.html``: one page that loads nothing and prints on A4. ``.xlsx``: a workbook with all
        findings, measures, and the list of changes with columns to sign. ``.pptx``: a deck with
        native tables and shapes. Without an ending: a folder that gets all three.
    chosen
        The plan to be decided on: its name, or its place from 0; by default the first.
    on
        The day to look at; as in `compare`.
    lang
        The language of everything in it; by default the policy's, else the user's locale.
    title
        What it is called.
    min_group
        Where people are counted by what they are (status, trade, site, years), no group of fewer is
        told apart; see the notes. 0: all are.
    disguise
        What may be shown: a function that makes of an organisation the one to be shown, such as
        ``lambda org: pseudonymize(redact(org, layers="party"), key)``. It is applied before and
        after each plan, and the list of changes is what then differs; nothing else of the
        organisation gets into the pack. Names of plans and the title are yours, and stay.
    by
        Of a survey: the column whose values have a page each, such as ``region``. By default the
        first that divides the organisations; where nothing does, they stand by rank.

    Returns
    -------
    pathlib.Path
        The file or folder.

    Raises
    ------
    InputError
        If the ending is of another format, the folder is missing, or a plan is chosen that is not
        there.
    DependencyError
        If a deck alone is asked for and python-pptx is not installed. A folder goes without it, and
        a `SanzuWarning` says so.

    Notes
    -----
    Units' sizes, findings and changes are structure and name whom they concern, because somebody
    has to act on them; `disguise` is for readers who must not know. Counts by attribute are another
    matter. Those of 1 … `min_group` - 1 people are withheld. Others are withheld with them, so that
    no sum gives them away. So is everything about groups that are smaller themselves.

    Examples
    --------
    >>> import tempfile
    >>> from sanzu_graph import AppointLeader
    >>> org = Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> plan = Scenario("lead", [AppointLeader("A", "T")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = report(org, Policy.for_layers("team"), plan, f"{folder}/pack.html", lang="en")
    ...     "Appoint A leader of T" in page.read_text(encoding="utf-8")
    True
    """
    target = pathlib.Path(path)
    if isinstance(org, Survey):
        others = {"policy": policy, "scenarios": scenarios, "chosen": chosen}
        return _of_survey(org, target, others | {"on": on, "disguise": disguise}, by, title)
    if by is not None:
        raise InputError("error.report_by")
    wanted = [target.suffix.lower()] if target.suffix else list(FORMATS)
    if wanted[0] not in FORMATS:
        raise InputError("error.report_ending", path=path, known=list(FORMATS))
    if ".pptx" in wanted and not _has_pptx():
        if target.suffix:
            raise DependencyError("error.no_pptx")
        wanted.remove(".pptx")
        warnings.warn(SanzuWarning("warning.no_deck"), stacklevel=3)  # 2 is `spoken`
    parent = real_path(target).parent
    if not parent.is_dir():
        raise InputError("error.no_path", path=parent)
    if not target.suffix and target.exists() and not target.is_dir():
        raise InputError("error.report_ending", path=path, known=list(FORMATS))
    pack = pack_of(
        org,
        policy,
        scenarios,
        chosen=chosen,
        on=on,
        title=title,
        min_group=min_group,
        disguise=disguise,
    )
    try:
        with staging(parent if target.suffix else real_path(target)) as stage:
            for suffix in wanted:
                _WRITERS[suffix](
                    pack, stage / (target.name if target.suffix else text("report.file") + suffix)
                )
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return target


def _of_survey(
    survey: Survey,
    target: pathlib.Path,
    others: Mapping[str, object],
    by: str | None,
    title: str | None,
) -> pathlib.Path:
    """The brief of a survey; `others` are arguments that say nothing to it."""
    refused = [name for name, value in others.items() if value not in (None, ())]
    if refused:
        raise InputError("error.report_of_survey", names=refused)
    with speaking(None, survey.lang):
        require_format(target, SURVEY_FORMATS)
        return written_pages(survey_pages(survey, by=by, title=title), target)


def _has_pptx() -> bool:
    try:
        import pptx  # noqa: F401 - only whether it is there
    except ImportError:
        return False
    return True


def _page(pack: Pack, path: pathlib.Path) -> None:
    from sanzu_graph.reports.pages import to_html

    path.write_text(to_html(pack), encoding="utf-8", errors="replace", newline="\n")


def _workbook(pack: Pack, path: pathlib.Path) -> None:
    from sanzu_graph.reports.books import write_book

    write_book(pack, path)


def _deck(pack: Pack, path: pathlib.Path) -> None:
    from sanzu_graph.reports.decks import write_deck

    write_deck(pack, path)


_WRITERS: dict[str, Callable[[Pack, pathlib.Path], None]] = {
    ".html": _page,
    ".xlsx": _workbook,
    ".pptx": _deck,
}
