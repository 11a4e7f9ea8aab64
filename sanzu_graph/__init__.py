"""sanzu_graph: see where the layers of an organisation fail to interlock."""

from sanzu_graph.model.organisation import Org as Org
