"""The command `poolwise`, from the wheel: `poolwise …` and `python -m poolwise …`."""

import signal
import sys

from . import _engine


def main() -> None:
    """Runs the command and exits with its code."""
    # The engine computes outside of the interpreter, where Python's own handler would not be heard: Ctrl+C ends the
    # process at once, as it ends the program that is not from a wheel.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_engine.main(["poolwise", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
