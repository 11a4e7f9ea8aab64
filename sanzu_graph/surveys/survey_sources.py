"""What is surveyed: one source an organisation, found in folders, patterns, data sets, mappings."""

from __future__ import annotations

import glob
import os
import pathlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote

import pandas as pd

from sanzu_graph.errors import InputError, unreadable
from sanzu_graph.io.any_files import ROSTER_ENDINGS, holds_roster, read_any
from sanzu_graph.io.collecting import table_files_in
from sanzu_graph.io.parquet_partitions import (
    files_of,
    is_partitioned,
    partitions_in,
    read_partition,
)
from sanzu_graph.io.rosters.mapping import ENDING
from sanzu_graph.io.rosters.reader import read_roster
from sanzu_graph.model.organisation import Org
from sanzu_graph.schema import REQUIRED

if TYPE_CHECKING:
    from sanzu_graph.io.rosters.reader import MappingSource

#: What can be surveyed: a folder, a pattern or a file; several of them; or name → organisation,
#: path or frame.
Sources: TypeAlias = (
    "str | os.PathLike[str] | Mapping[str, Any] | Iterable[str | os.PathLike[str] | Org]"
)
#: The file that marks a folder in which a survey keeps its answers.
MARK = "sanzu-survey"
#: The summary's column for the folder in which a source lies.
FOLDER = "folder"


@dataclass(frozen=True, eq=False)
class SurveySource:
    """Where one organisation comes from. It travels to workers, so it is small where it is a path.

    Attributes
    ----------
    name : what the organisation is called in the survey
    path : its file or folder; empty where it was handed over
    partition : its part of a data set that is partitioned by organisation
    labels : what its place tells of it: column → value (``region=North``), and ``folder``
    org : the organisation or the frame of a roster, where it was handed over
    fault : why it cannot be read, where that is known before
    """

    name: str
    path: str = ""
    partition: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    org: Org | pd.DataFrame | None = None
    fault: InputError | None = None

    def organisation(
        self, *, strict: bool, encoding: str | None, mapping: MappingSource = None
    ) -> Org:
        """Read it; a roster by the mapping beside it, else by the one that is given for all.

        Raises
        ------
        SanzuError
            If it cannot be read.
        """
        if self.fault is not None:
            raise self.fault
        if isinstance(self.org, Org):
            return self.org
        if self.org is not None:
            return read_roster(self.org, mapping=mapping, strict=strict)
        if self.partition:
            return read_partition(self.path, self.partition, strict=strict)
        own = None if self.has_mapping else mapping
        return read_any(self.path, mapping=own, strict=strict, encoding=encoding)

    @property
    def has_mapping(self) -> bool:
        """Whether a mapping lies beside it."""
        return bool(self.path) and _beside(pathlib.Path(self.path)).is_file()

    @property
    def takes_mapping(self) -> bool:
        """Whether it is read by a mapping that is given for all: a roster without its own."""
        if self.org is not None:
            return isinstance(self.org, pd.DataFrame)
        return not self.partition and not self.has_mapping and holds_roster(self.path)

    @property
    def files(self) -> list[pathlib.Path]:
        """The files that it is read from, a mapping beside it included."""
        path = (
            pathlib.Path(self.path, self.partition) if self.partition else pathlib.Path(self.path)
        )
        if not self.path or self.fault is not None:
            return []
        if self.partition:
            tables = files_of(self.path, self.partition).values()
            return [file for files in tables for file in files]
        if path.is_dir():
            return [file for files in table_files_in(path, []).values() for file in files]
        return [path, _beside(path)] if self.has_mapping else [path]


def stamp_of(files: Iterable[pathlib.Path]) -> tuple[tuple[str, int, int], ...]:
    """When files were changed last, and how large they are; empty where that is unknown."""
    try:
        states = [(file.name, file.stat()) for file in files]
    except OSError:
        return ()
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)


def _beside(path: pathlib.Path) -> pathlib.Path:
    """The mapping beside a roster."""
    return path.with_name(path.name + ENDING)


def sources_of(given: Sources) -> tuple[list[SurveySource], list[str]]:
    """The sources, each with a name of its own; and the files left alone.

    Raises
    ------
    InputError
        If nothing is there, or something is none of these.
    """
    ignored: list[str] = []
    if isinstance(given, Mapping):
        sources = [_named(str(name), one) for name, one in given.items()]
    elif isinstance(given, str | os.PathLike):
        sources = list(_at(given, ignored))
    elif isinstance(given, Org | pd.DataFrame) or not isinstance(given, Iterable):
        raise InputError("error.survey_sources", value=type(given).__name__)
    else:
        sources = []
        for number, one in enumerate(given, start=1):
            if isinstance(one, str | os.PathLike):
                sources += _at(one, ignored)
            else:
                sources.append(_named(str(number), one))
    if not sources:
        raise InputError("error.survey_empty", path=given)
    return _with_own_names(sources), ignored


def _named(name: str, given: object) -> SurveySource:
    if isinstance(given, Org | pd.DataFrame):
        return SurveySource(name, org=given)
    if isinstance(given, str | os.PathLike):
        return SurveySource(name, os.fspath(given))
    raise InputError("error.survey_source", name=name, value=type(given).__name__)


def _at(given: str | os.PathLike[str], ignored: list[str]) -> Iterator[SurveySource]:
    """The sources at a path, or at all paths of a pattern."""
    path = pathlib.Path(given)
    if path.is_dir():
        yield from _below(path, path, ignored)
    elif path.exists():
        yield SurveySource(printable(path.stem), str(path))
    elif glob.has_magic(str(given)):
        for found in sorted(glob.glob(str(given), recursive=True)):  # noqa: PTH207 - may be absolute
            yield from _at(found, ignored)
    else:
        raise InputError("error.no_path", path=given)


def _below(folder: pathlib.Path, root: pathlib.Path, ignored: list[str]) -> Iterator[SurveySource]:
    """The sources in a folder; the folder itself, with the reason, where it may not be looked into.

    A link back to a folder that it lies in is left alone.
    """
    above = [folder.parents[step] for step in range(len(folder.relative_to(root).parts))]
    if folder.resolve() in {one.resolve() for one in above}:
        ignored.append(printable(str(folder.relative_to(root))))
        return
    try:
        yield from _within(folder, root, ignored)
    except OSError as error:
        name = printable(folder.resolve().name)
        yield SurveySource(name, str(folder), fault=unreadable(folder, error))


def _within(folder: pathlib.Path, root: pathlib.Path, ignored: list[str]) -> Iterator[SurveySource]:
    """The sources in a folder: itself if it holds tables, else its files and folders."""
    if (folder / MARK).is_file():  # the answers of a survey
        return
    place = printable(str(folder.relative_to(root))) if folder != root else ""
    if is_partitioned(folder):
        for partition in partitions_in(folder):
            labels = {**_labels(place), **_labels(partition)}
            name = list(labels.values())[-1]
            yield SurveySource(name, str(folder), partition, labels)
        return
    if set(REQUIRED) & set(table_files_in(folder, [])):
        name = printable(folder.resolve().name)
        labels = _labels(place)
        if "=" in name:
            name = unquote(name.partition("=")[2])
        within = str(pathlib.Path(place).parent) if place else ""
        yield SurveySource(
            name, str(folder), labels={FOLDER: "" if within == "." else within} | labels
        )
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~$")) or path.name.endswith(ENDING):
            continue
        if path.is_dir():
            yield from _below(path, root, ignored)
        elif path.suffix.lower() in ROSTER_ENDINGS:
            labels = {FOLDER: place} | _labels(place)
            yield SurveySource(printable(path.stem), str(path), labels=labels)
        else:
            ignored.append(printable(str(path.relative_to(root))))


def printable(name: str) -> str:
    r"""A name of a file that can be written: bytes that are no text are told by their codes.

    Examples
    --------
    >>> printable("caf\udce9")
    'caf\\udce9'
    """
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _labels(place: str) -> dict[str, str]:
    """What the parts ``key=value`` of a path say."""
    parts = [part.partition("=") for part in pathlib.PurePath(place).parts]
    return {key: unquote(value) for key, sign, value in parts if sign}


def _with_own_names(sources: list[SurveySource]) -> list[SurveySource]:
    """Each source with a name that no other has: its path behind it where names repeat."""
    counts = Counter(source.name for source in sources)
    parts = Counter(source.partition for source in sources)
    named: list[SurveySource] = []
    taken: set[str] = set()
    for source in sources:
        name = source.name
        if counts[name] > 1:
            place = source.partition or pathlib.PurePath(source.path).name
            if source.partition and parts[place] > 1:  # in several data sets
                place = f"{pathlib.PurePath(source.path).name}/{place}"
            folder = source.labels.get(FOLDER, "")
            name = "/".join(part for part in (folder, place or name) if part)
        number = 2
        own = name
        while own in taken:
            own, number = f"{name} ({number})", number + 1
        taken.add(own)
        named.append(replace(source, name=own))
    return named
