"""How far a long job is, for people: a bar on a terminal, a line now and then elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

EVERY = 100_000  # rows between two lines


@contextmanager
def shown(console: Console) -> Iterator[Callable[[str, int, int | None], None]]:
    """Gives what a job calls: what is being done, rows so far, of how many if that is known."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks = {}

        def tell(doing: str, done: int, total: int | None) -> None:
            if doing not in tasks:
                tasks[doing] = progress.add_task(doing, total=total)
            progress.update(tasks[doing], completed=done, total=total)

        yield tell


class _Lines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = 0

    def __call__(self, doing: str, done: int, total: int | None) -> None:
        if done < self._told:
            self._told = 0  # the next job
        if done - self._told >= EVERY:
            self._told = done
            of = f" of {total}" if total else ""
            self._console.print(f"{doing}: {done}{of} rows")
