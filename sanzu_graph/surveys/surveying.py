"""`survey`: many organisations read, audited and set side by side."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from sanzu_graph.doors import spoken
from sanzu_graph.io.rosters.mapping import mapping_of
from sanzu_graph.messages import language, text
from sanzu_graph.model.days import day_or_none, today
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.policy.demands import Policy, given_policy
from sanzu_graph.policy.layer_words import require_layers_alone
from sanzu_graph.surveys.survey_answers import SurveyAnswer, ask, failed
from sanzu_graph.surveys.survey_figures import Labels
from sanzu_graph.surveys.survey_labels import labels_with
from sanzu_graph.surveys.survey_results import Survey
from sanzu_graph.surveys.survey_runs import answers
from sanzu_graph.surveys.survey_sources import Sources, sources_of
from sanzu_graph.surveys.survey_store import SurveyQuestion, SurveyStore

if TYPE_CHECKING:
    import pandas as pd

    from sanzu_graph.io.rosters.reader import MappingSource

#: Told after each organisation: how many are done, how many there are, and its name.
SurveyProgress = Callable[[int, int, str], None]


@spoken
def survey(
    sources: Sources,
    policy: Policy | str | os.PathLike[str] | None = None,
    *,
    executor: Executor | None = None,
    progress: SurveyProgress | None = None,
    keep: str | os.PathLike[str] | None = None,
    on: object = None,
    about: pd.DataFrame | None = None,
    strict: bool = True,
    encoding: str | None = None,
    mapping: MappingSource = None,
    by_label: bool = False,
    lang: str | None = None,
) -> Survey:
    r"""Audit many organisations, each by itself, and set them side by side.

    A source that cannot be read is listed with its faults (`Survey.failed`) and stops no other.

    Parameters
    ----------
    sources
        What is surveyed:

        - a folder: every roster and workbook in it and in its subfolders. A folder that holds
          tables (``members.csv``, …) is one organisation. A mapping ``NAME.sanzu.toml`` beside a
          roster is used, as in `read_roster`;
        - a pattern such as ``"rosters/*.xlsx"``, a file, or several of all these;
        - name → organisation, path, or the frame of a roster;
        - a Parquet data set with a folder a table, partitioned by organisation
          (``members/region=North/organisation=S1/…``). One partition is read at a time.
    policy
        What all are asked, or the path of its TOML file; by default ``Policy()``, the shipped one.
    executor
        Where organisations are read and audited: any `concurrent.futures.Executor`, also Dask's
        ``Client.get_executor()``. By default processes, one a core, where there is much to read.
        One that is given is not shut down.
    progress
        Called after each organisation with how many are done, how many there are, and its name.
    keep
        A folder in which each answer is kept: a row of figures, findings and ids as Parquet. The
        same survey goes on there: what has not changed (its files, the policy, the day) is not
        asked again. Workers on other machines need it, and the sources, under the same path.
        Without it all findings come back into memory.
    on
        The day to look at; by default today, where an organisation has dates.
    about
        More about the organisations: a frame with the column ``organisation`` and others, such as
        ``region``. Hive folders (``region=North``) tell the same.
    strict, encoding
        As in `read_tables` and `read_roster`.
    mapping
        One mapping for all rosters, as in `read_roster`. A mapping beside a roster goes before it.
        A roster that it does not fit is told in `Survey.failed`, which names the mapping too.
    by_label
        Whether the policy may call layers by a heading or label, such as 班组 or Department. Each
        organisation is asked by the name that it has itself. The policy must be one of
        `Policy.for_layers`.
    lang
        The language of messages; by default the policy's, else the user's locale.

    Returns
    -------
    Survey

    Raises
    ------
    InputError
        If there is nothing to survey, or `about` has no column ``organisation``. If the folder
        `keep` holds something else. If the mapping is none. If `by_label` is said with a policy
        that demands more than `Policy.for_layers`.
    PolicyError
        If the file of the policy cannot be used.
    DependencyError
        If there are Parquet files, or a folder to `keep`, and pyarrow is not installed.

    Notes
    -----
    After Ctrl-C the survey holds what was done; the others are told in `Survey.failed`. A worker
    that dies costs one source, the one it died of. In a script, call it below
    ``if __name__ == "__main__":``, because new processes read the script again.

    Examples
    --------
    >>> from sanzu_graph import Org
    >>> north = Org({"id": ["A"]}, {"id": ["T", "P"], "layer": ["team", "party"]}, {"member": ["A"], "unit": ["T"]})
    >>> south = north.replace(memberships={"member": ["A", "A"], "unit": ["T", "P"]})
    >>> surveyed = survey({"north": north, "south": south}, Policy.for_layers("team", ["party"]))
    >>> surveyed.summary[["organisation", "people", "blank.party"]].to_numpy().tolist()
    [['north', 1, 1], ['south', 1, 0]]
    """
    policy = given_policy(policy)
    if by_label:
        require_layers_alone(policy)
    found, ignored = sources_of(sources)
    labels: Labels = {one.name: one.labels for one in found}
    if about is not None:
        labels = labels_with(labels, about, list(labels))
    store = SurveyStore.at(keep) if keep is not None else None
    roster_mapping = None if mapping is None else mapping_of(mapping)
    question = SurveyQuestion(
        policy,
        day_or_none(on),
        today(),
        strict,
        encoding,
        store,
        roster_mapping,
        whole_text(policy),
        by_label,
    )
    done: dict[str, SurveyAnswer] = {}
    try:
        for answer in answers(found, question, executor, ask, failed):
            done[answer.name] = answer
            if progress is not None:
                progress(len(done), len(found), answer.name)
    except KeyboardInterrupt:
        if not done:
            raise
    interrupted = text("survey.interrupted")
    whole = [done.get(one.name) or failed(one.name, interrupted) for one in found]
    surveyed = Survey(
        tuple(whole),
        labels,
        question.day,
        language(),
        tuple(ignored),
        store,
        asks=(tuple(found), question),
    )
    surveyed.save()
    return surveyed
