"""Writing whole or not at all: files are made in a hidden folder beside, then moved into place
together.
"""

from __future__ import annotations

import os
import pathlib
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sanzu_graph.errors import InputError


@contextmanager
def staging(folder: pathlib.Path) -> Iterator[pathlib.Path]:
    r"""A hidden folder whose files come to be in `folder` when the block ends, and nowhere if it
    fails.

    Parameters
    ----------
    folder
        The folder to write into. If it is not there, it appears with all its files at once; its
        parent has to exist. Other files in it are left alone.

    Raises
    ------
    OSError
        If a file cannot be moved; those moved before are put back as they were.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = pathlib.Path(parent, "tables")
    ...     with staging(folder) as stage:
    ...         written = (stage / "members.csv").write_text("id,name\n")
    ...     [file.name for file in folder.iterdir()]
    ['members.csv']
    """
    is_new = not folder.exists()
    stage = (folder.parent if is_new else folder) / f".sanzu-{secrets.token_hex(6)}"
    stage.mkdir()
    try:
        yield stage
        if is_new:
            stage.replace(folder)
        else:
            _move_all(stage, folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _move_all(stage: pathlib.Path, folder: pathlib.Path) -> None:
    kept = stage / "before"
    files = sorted(stage.iterdir())
    kept.mkdir()
    moved: list[str] = []
    try:
        for file in files:
            target = folder / file.name
            if target.exists():
                shutil.copymode(target, file)
                _keep(target, kept / file.name)
            moved.append(file.name)
            file.replace(target)
    except BaseException:
        for name in moved:
            with suppress(
                OSError
            ):  # the first error is the one to tell, and the other files still want to go back
                _put_back(kept / name, folder / name)
        raise


def _keep(file: pathlib.Path, copy: pathlib.Path) -> None:
    """Keep a file under another name; a link costs nothing, where the file system has links."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy2(file, copy)


def _put_back(kept: pathlib.Path, target: pathlib.Path) -> None:
    if not kept.exists():
        target.unlink(missing_ok=True)
        return
    if target.exists() and target.samefile(kept):
        return  # it was linked, and the move that failed was its own
    try:
        kept.replace(target)
    except OSError:
        shutil.copy2(kept, target)


def write_text(
    path: str | os.PathLike[str], content: str, *, encoding: str = "utf-8"
) -> pathlib.Path:
    """Write one text file, whole or not at all.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written to; what was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_text(pathlib.Path(folder, "findings.json"), "[]").read_text()
    '[]'
    """
    return write_bytes(path, content.encode(encoding, "replace"))


def write_bytes(path: str | os.PathLike[str], content: bytes) -> pathlib.Path:
    """Write one file of bytes, whole or not at all.

    Raises
    ------
    InputError
        If the folder is missing or cannot be written to; what was there before is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_bytes(pathlib.Path(folder, "x.pdf"), b"%PDF").read_bytes()
    b'%PDF'
    """
    target = pathlib.Path(path).resolve()
    if not target.parent.is_dir():
        raise InputError("error.no_path", path=target.parent)
    try:
        with staging(target.parent) as stage:
            (stage / target.name).write_bytes(content)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return pathlib.Path(path)


def make_folder(path: str | os.PathLike[str]) -> pathlib.Path:
    """Make a folder, and those above it, where they are not there yet.

    Raises
    ------
    InputError
        If it cannot be made.
    """
    try:
        pathlib.Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return pathlib.Path(path)
