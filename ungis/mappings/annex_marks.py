"""How the grid of an annex tells how sure a cell is, so that a black and white copy tells it too."""

# by tone: what stands before the number and after it, and whether it is bold
MARKS = {1: ("(", ")", False), 2: ("", "", False), 3: ("", "", True)}
