"""What stands on a screen, as sentences again."""

import re


def unwrapped(told: str) -> str:
    """A text with its wrapped lines joined; between Chinese letters there was no blank."""
    joined = re.sub(r"(?<=[^\x00-\xff])\n *(?=[^\x00-\xff])", "", told)
    return re.sub(r"(?<=[^\x00-\xff])\n *|\n *(?=[^\x00-\xff])|\n *", " ", joined)
