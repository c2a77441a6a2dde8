"""How far long work is, on the line of a command: a bar with numbers; into a file, a line at each tenth."""

from typing import Any

WIDTH = 30  # signs of the bar


class Bar:
    """Draws on the stream of a command."""

    def __init__(self, stream: Any):
        self.stream, self.last = stream, -1
        self.is_seen = getattr(getattr(stream, "_out", stream), "isatty", lambda: False)()

    def show(self, done: int, of: int) -> None:
        """Draw how many of how many are done, where that looks any different from before."""
        part = min(done / of, 1) if of else 1.0
        step = int(part * (1000 if self.is_seen else 10))
        if step == self.last:
            return
        self.last = step
        start, end = ("\r", "") if self.is_seen else ("", "\n")
        self.stream.write(f"{start}{drawn(part)} {done} of {of}", ending=end)
        self.stream.flush()

    def end(self) -> None:
        """Leave the line of the bar."""
        if self.is_seen:
            self.stream.write("")


def drawn(part: float) -> str:
    done = int(part * WIDTH)
    return f"[{'#' * done}{'.' * (WIDTH - done)}] {part:4.0%}"
