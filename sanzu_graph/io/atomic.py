"""Writing whole or not at all: files are made in a hidden folder beside, then moved into place
together.

A process may be killed between two moves. So the hidden folder says when its files are to take
their places (`_COMMIT`), or the old ones theirs (`_UNDO`); who reads or writes next there finishes
that (`mend`). A hidden folder without such a mark is a leftover and is removed, unless its process
still works: it holds a lock on it. Staged files are readable for their owner alone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pathlib
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sanzu_graph.errors import InputError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PREFIX = ".sanzu-"
#: What lies in a hidden folder beside the files to be moved: the marks, and the old files.
_COMMIT, _UNDO, _BEFORE = ".sanzu-commit", ".sanzu-undo", ".sanzu-before"
#: Where folders cannot be locked, one is left over when nothing was written to it for so long.
_LEFT_SECONDS = 3600


@contextmanager
def staging(folder: pathlib.Path, *, private: bool = False) -> Iterator[pathlib.Path]:
    r"""A hidden folder whose files come to be in `folder` when the block ends, and nowhere if it
    fails.

    Parameters
    ----------
    folder
        The folder to write into. If it is not there, it appears with all its files at once; its
        parent has to exist. Other files in it are left alone.
    private
        Whether a new folder is for its owner alone; else it has the rights that new folders have.

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
    place = folder.parent if is_new else folder
    with suppress(OSError):
        mend(place)
    stage = place / f"{_PREFIX}{secrets.token_hex(6)}"
    stage.mkdir(mode=0o700)
    try:
        with _locked(stage):
            yield stage
            if is_new:
                if not private:
                    _open_to_others(stage)
                stage.replace(folder)
            else:
                _move_all(stage, folder)
    finally:
        _remove(stage)


def mend(folder: pathlib.Path) -> None:
    """Finish what a killed process left half written in a folder, and remove what it left over.

    Parameters
    ----------
    folder
        The folder that is to be read, or written into. Nothing happens where it is none.

    Raises
    ------
    OSError
        If files cannot be moved.
    """
    if not folder.is_dir():
        return
    for stage in sorted(folder.glob(f"{_PREFIX}*")):
        if not stage.is_dir() or stage.is_symlink():
            continue
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(_locked(stage))
            except OSError:
                continue  # its process still works
            if fcntl is None and time.time() - stage.stat().st_mtime < _LEFT_SECONDS:
                continue
            if (stage / _COMMIT).is_file():
                _finish(stage, folder)
            _remove(stage)


@contextmanager
def _locked(stage: pathlib.Path) -> Iterator[None]:
    """Nobody else has the folder for theirs meanwhile; an OSError, if somebody has."""
    if fcntl is None:
        yield
        return
    handle = os.open(stage, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _open_to_others(stage: pathlib.Path) -> None:
    """Give a folder the rights that a new one usually has."""
    usual = stage / f"{_PREFIX}usual"
    usual.mkdir()
    stage.chmod(usual.stat().st_mode)
    usual.rmdir()


def _remove(stage: pathlib.Path) -> None:
    """Remove a hidden folder: its marks first, so that a half removed one means nothing."""
    for mark in (_COMMIT, _UNDO):
        with suppress(OSError):
            (stage / mark).unlink()
    shutil.rmtree(stage, ignore_errors=True)


def _move_all(stage: pathlib.Path, folder: pathlib.Path) -> None:
    files = sorted(file for file in stage.iterdir() if not file.name.startswith(_PREFIX))
    backup = stage / _BEFORE
    backup.mkdir()
    for file in files:
        target = folder / file.name
        if target.exists():
            shutil.copymode(target, file)
            _keep(target, backup / file.name)
    if len(files) > 1:  # one file moves at once
        mark = stage / f"{_COMMIT}-new"
        mark.write_text("\0".join(file.name for file in files), encoding="utf-8")
        mark.replace(stage / _COMMIT)
    try:
        for file in files:
            file.replace(folder / file.name)
    except BaseException:
        with suppress(OSError):  # the first error is the one to tell
            if len(files) > 1:
                (stage / _UNDO).touch()
                _finish(stage, folder)
        raise


def _finish(stage: pathlib.Path, folder: pathlib.Path) -> None:
    """Give all new files their places, or put the old ones back. Doing it twice does no harm."""
    is_undone = (stage / _UNDO).exists()
    for name in (stage / _COMMIT).read_text(encoding="utf-8").split("\0"):
        if pathlib.PurePath(name).name != name or name.startswith(_PREFIX):
            continue  # it would lead elsewhere
        waits = (stage / name).exists()
        if waits and not is_undone:
            (stage / name).replace(folder / name)
        elif is_undone and not waits:
            _put_back(stage / _BEFORE / name, folder / name)


def _put_back(old: pathlib.Path, target: pathlib.Path) -> None:
    if not old.exists():
        target.unlink(missing_ok=True)
        return
    again = old.parent / f"{_PREFIX}again"
    again.unlink(missing_ok=True)
    _keep(old, again)
    try:
        again.replace(target)
    except OSError:
        shutil.copy2(old, target)


def _keep(file: pathlib.Path, copy: pathlib.Path) -> None:
    """Keep a file under another name; a link costs nothing, where the file system has links."""
    try:
        os.link(file, copy)
    except OSError:
        shutil.copy2(file, copy)


def write_text(
    path: str | os.PathLike[str], content: str, *, encoding: str = "utf-8", private: bool = False
) -> pathlib.Path:
    """Write one text file, whole or not at all; a new one that is private, for its owner alone.

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
    return write_bytes(path, content.encode(encoding, "replace"), private=private)


def write_bytes(
    path: str | os.PathLike[str], content: bytes, *, private: bool = False
) -> pathlib.Path:
    """Write one file of bytes, whole or not at all; a new one that is private, for its owner alone.

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
    target = real_path(path)
    if not target.parent.is_dir():
        raise InputError("error.no_path", path=target.parent)
    try:
        with staging(target.parent) as stage:
            staged = stage / target.name
            staged.write_bytes(content)
            if private:
                staged.chmod(0o600)
    except OSError as error:
        raise InputError("error.unwritable", path=path, why=error.strerror or error) from error
    return pathlib.Path(path)


def real_path(path: str | os.PathLike[str]) -> pathlib.Path:
    """Where a path leads, behind all links.

    Raises
    ------
    InputError
        If links lead in a circle.
    """
    try:
        real = pathlib.Path(path).resolve()
    except RuntimeError:  # Python 3.11 and 3.12 tell of a circle so; later ones do not
        real = pathlib.Path(path)
    if real.is_symlink():
        raise InputError("error.unwritable", path=path, why=os.strerror(errno.ELOOP))
    return real


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
