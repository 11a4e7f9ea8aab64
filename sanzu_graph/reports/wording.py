"""What layers are called in a report."""

from __future__ import annotations

from sanzu_graph.messages import catalog, text
from sanzu_graph.policy.demands import Policy


def layer_label(policy: Policy, layer: str) -> str:
    """What the policy calls a layer; where it does not say, the usual word, else the layer's name.

    Examples
    --------
    >>> from sanzu_graph import Policy
    >>> from sanzu_graph.errors import speaking
    >>> with speaking("zh"):
    ...     [layer_label(Policy(), layer) for layer in ("party", "branch", "choir")]
    ['党小组', '党支部', 'choir']
    """
    label = policy.layer(layer).label()
    return text(f"layer.{layer}") if label == layer and f"layer.{layer}" in catalog() else label
