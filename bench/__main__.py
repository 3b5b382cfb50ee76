"""`python -m bench [name …]`: run these measurements, or all of them.

`--assert` exits with status 1 where a figure misses its limit in `bench/limits.py`.
"""

import argparse
import importlib
import sys
from pathlib import Path

from bench.limits import missed

FOLDER = Path(__file__).parent
NOT_BENCHES = {"__init__", "__main__", "limits", "result"}


def names() -> list[str]:
    """Return the name of every measurement: the modules here that have a `run`."""
    return sorted(
        path.stem
        for path in FOLDER.glob("*.py")
        if path.stem not in NOT_BENCHES and "\ndef run(" in path.read_text()
    )


def main() -> None:
    """Run what the command line names; what follows `--` is for the measurement itself."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(names()))
    parser.add_argument("--assert", dest="holds", action="store_true", help="hold the limits")
    chosen, arguments = parser.parse_known_args()
    if unknown := set(chosen.names) - set(names()):
        parser.error(f"no bench is called {', '.join(sorted(unknown))}; there are {names()}")
    over: list[str] = []
    for name in chosen.names or names():
        result = importlib.import_module(f"bench.{name}").run(arguments)
        result.show()
        over += missed(result)
    if chosen.holds and over:
        sys.exit("\n".join(over))


if __name__ == "__main__":
    main()
