"""The public doors: a language is said once there, and everything told behind it is told in that.

`sanzu_graph.messages` tells each sentence in the language in force. A public function or method
with ``lang=`` puts it in force with `spoken`; what is made there and told later keeps it as its
attribute ``lang`` and tells itself with `own_language`; work handed to a thread or to a process
takes it along with `carried`.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar

from sanzu_graph.arguments import RAW, refuse
from sanzu_graph.errors import ArgumentError, SanzuError, speaking, unreadable
from sanzu_graph.messages import SPOKEN, settle

P = ParamSpec("P")
R = TypeVar("R")


def use(*, lang: str | None) -> None:
    """Choose the language of this process, once.

    It holds in all threads, until it is set anew. ``lang=`` of a single function and the language
    of a policy go before it; ``SANZU_LANG`` and the user's locale come after it.

    Parameters
    ----------
    lang
        ``"en"``, ``"zh"``, or a locale name such as ``"zh_CN"``. None: the user's locale again.

    Returns
    -------
    None

    Raises
    ------
    InputError
        If there is no such language; it names those there are.

    Examples
    --------
    >>> import sanzu_graph as sg
    >>> org = sg.Org({"id": ["A"]}, {"id": ["T"], "layer": ["team"]}, {"member": ["A"], "unit": ["T"]})
    >>> sg.use(lang="zh")
    >>> sg.one_person_units(org)["message"].tolist()
    ['T只有A一人。']
    >>> sg.use(lang=None)
    """
    with speaking(lang) as code:
        settle(code if lang else None)


def spoken(function: Callable[P, R]) -> Callable[P, R]:
    """A public door: everything told inside is told in the language it is called with (``lang=``);
    where nobody asked for one, in that of its ``policy``.
    """
    lang_of, policy_of = (_argument(function, name) for name in ("lang", "policy"))

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        fallback = getattr(policy_of(args, kwargs), "lang", None)
        with speaking(lang_of(args, kwargs), fallback), guard(inner, args, kwargs):
            return function(*args, **kwargs)

    return inner


def guarded(function: Callable[P, R]) -> Callable[P, R]:
    """A public door that says nothing itself: an argument of a wrong kind is one error.

    Unlike `guard` it costs next to nothing where a call goes well.
    """

    @wraps(function)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (*RAW, OSError) as error:
            _explain(inner, args, kwargs, error)
            raise

    return inner


@contextmanager
def guard(
    function: Callable[..., object], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Iterator[None]:
    """If an error of Python's own comes out, say which argument the function does not take."""
    try:
        yield
    except (*RAW, OSError) as error:
        _explain(function, args, kwargs, error)
        raise


def _explain(
    function: Callable[..., object],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    error: BaseException,
) -> None:
    """Raise an error of ours in place of one of Python's own, where the arguments explain it.

    So the door that the caller knows speaks, and none that was opened behind it.
    """
    if isinstance(error, SanzuError) and not isinstance(error, ArgumentError):
        return
    refuse(function, args, kwargs)  # also for a path: it has methods that a policy has
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        raise unreadable(error.filename, error) from error


def _argument(
    function: Callable[..., object], name: str
) -> Callable[[tuple[Any, ...], dict[str, Any]], Any]:
    """How to find an argument of a call, by its name or by its position; None if it is not given."""
    code = function.__code__
    places = code.co_varnames[: code.co_argcount]
    place = places.index(name) if name in places else len(places) + 1_000

    def given(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:  # noqa: ANN401 - as it was given
        return kwargs[name] if name in kwargs else args[place] if place < len(args) else None

    return given


def own_language(method: Callable[P, R]) -> Callable[P, R]:
    """A method that tells what its object holds in the language that the object was made in."""

    @wraps(method)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        owner: Any = args[0]
        with speaking(owner.lang):
            return method(*args, **kwargs)

    return inner


class carried(Generic[P, R]):  # noqa: N801 - used like the function that it wraps
    """A function for a worker: it tells in the language in force where it was handed over.

    A thread starts without a language, a process without the process's own one. The wrapped
    function can be pickled if the function can.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from sanzu_graph.messages import text
    >>> with speaking("zh"), ThreadPoolExecutor(1) as pool:
    ...     pool.submit(carried(text), "list.more", count=3).result()
    '另有 3 项'
    """

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        with speaking(None):
            self.spoken = SPOKEN.get()

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function, in the language in force when it was handed over."""
        token = SPOKEN.set(self.spoken)
        try:
            return self.function(*args, **kwargs)
        finally:
            SPOKEN.reset(token)
