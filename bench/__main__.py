"""`python -m bench [name …]`: run these measurements, or all of them."""

import argparse
import importlib
from pathlib import Path

FOLDER = Path(__file__).parent
NOT_BENCHES = {"__init__", "__main__", "result"}


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
    chosen, arguments = parser.parse_known_args()
    if unknown := set(chosen.names) - set(names()):
        parser.error(f"no bench is called {', '.join(sorted(unknown))}; there are {names()}")
    for name in chosen.names or names():
        importlib.import_module(f"bench.{name}").run(arguments).show()


if __name__ == "__main__":
    main()
