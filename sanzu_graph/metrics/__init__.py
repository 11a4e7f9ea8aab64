"""How far the layers interlock, in numbers: one function per measure, each traceable to rows."""
