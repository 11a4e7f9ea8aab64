"""The commands by name, and what `sanzu --help` shows. Nothing heavy is imported here."""

from sanzu_graph.messages import text

#: The commands in the order they are shown; each is a function of `sanzu_graph.cli.commands`.
COMMANDS = (
    "audit",
    "survey",
    "calendar",
    "check-file",
    "propose",
    "pair",
    "rank",
    "preview",
    "compare",
    "apply",
    "diff",
    "brief",
    "report",
    "chart",
    "checks",
    "policy",
    "demo",
)


def key_of(command: str) -> str:
    """The key of the sentence that explains a command."""
    return f"cli.{command.replace('-', '_')}"


def overview() -> str:
    """What `sanzu --help` shows: the commands with a line each."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text(key_of(name))}" for name in COMMANDS]
    return "\n".join(
        [
            text("cli.usage"),
            "",
            text("cli.sanzu"),
            "",
            text("cli.commands"),
            *lines,
            "",
            text("cli.more"),
        ]
    )
