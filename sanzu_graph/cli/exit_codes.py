"""The exit codes of all commands, in one place; ``cli.exits`` in ``messages.csv`` tells them."""

#: Done, and nothing is wrong.
SOUND = OPTIMAL = READABLE = 0
#: Something is wrong, stays unmet or differs; somebody stays without a mentor.
FAULTY = IMPOSSIBLE = LEFT = 1
#: The input is bad.
UNUSABLE = 2
#: A question could not be asked; the best that was found until a limit.
UNASKED = BEST_FOUND = 3
#: The user stopped the command.
INTERRUPTED = 130
