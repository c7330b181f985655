"""The place in the code that took a connection."""

from __future__ import annotations

import os
import sys
from types import CodeType, FrameType

MAX_FRAMES = 60
MAX_SHOWN = 12

Stack = "list[tuple[CodeType, int]]"

_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
_LIBRARIES = (f"{os.sep}sqlalchemy{os.sep}", f"{os.sep}greenlet{os.sep}")


def capture() -> list[tuple[CodeType, int]]:
    """Code objects and lines, the innermost first. It keeps no frame, and so no variable alive."""
    found: list[tuple[CodeType, int]] = []
    frame: FrameType | None = sys._getframe(2)
    outer = _outer_frame()
    while frame is not None and len(found) < MAX_FRAMES:
        found.append((frame.f_code, frame.f_lineno))
        frame = frame.f_back
        if frame is None:
            frame, outer = outer, None
    return found


def _outer_frame() -> FrameType | None:
    """With asyncio SQLAlchemy runs in a greenlet; the coroutine that called it waits in the parent."""
    greenlet = sys.modules.get("greenlet")
    parent = greenlet.getcurrent().parent if greenlet else None
    frame: FrameType | None = parent.gr_frame if parent is not None else None
    return frame


def shown(stack: list[tuple[CodeType, int]]) -> str:
    """Lines such as `app/jobs.py:17 in export`, the innermost first, without those of SQLAlchemy and Poolwise."""
    lines = [
        f"{code.co_filename}:{line} in {code.co_name}"
        for code, line in stack
        if not code.co_filename.startswith(_PACKAGE) and not any(one in code.co_filename for one in _LIBRARIES)
    ]
    return "\n".join(lines[:MAX_SHOWN])
