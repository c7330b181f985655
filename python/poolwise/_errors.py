"""The errors of the package."""

from typing import Any, Optional


class ScenarioError(ValueError):
    """A scenario that cannot be used.

    `path` is the field, such as `services[0].pool.size`; `line` and `column` (from 1) are its place where the scenario
    was given as text; `hint` is what would be right. The message has all of it, and never a text of the scenario, which
    could be a secret.
    """

    def __init__(
        self,
        message: str,
        path: Optional[str] = None,
        line: Optional[int] = None,
        column: Optional[int] = None,
        hint: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.path = path
        self.line = line
        self.column = column
        self.hint = hint

    def __reduce__(self) -> Any:
        return type(self), (str(self), self.path, self.line, self.column, self.hint)


class BudgetError(RuntimeError):
    """Pools that do not fit the server, which `Monitor.check(on_error="raise")` found; `findings` has what is wrong."""

    def __init__(self, message: str, findings: "list[dict[str, Any]]") -> None:
        super().__init__(message)
        self.findings = findings
