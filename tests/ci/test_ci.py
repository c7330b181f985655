"""The GitHub action, the pre-commit hook and the job for GitLab, on a scratch repository.

POOLWISE_WHEEL is the wheel that they install.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
WHEEL = Path(os.environ["POOLWISE_WHEEL"])
FULL = "[[services]]\nname = 'api'\ninstances = 9\npool = { size = 20, overflow = 10 }\n"
CALM = "[[services]]\nname = 'api'\ninstances = 2\npool = { size = 5, overflow = 5, pre_ping = true }\n"
SHELL = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]


def blocks(language: str) -> list[Any]:
    text = (ROOT / "docs/check.md").read_text()
    return [yaml.safe_load(block) for block in re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)]


class Scratch(unittest.TestCase):
    """A repository with one scenario."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.repository = self.folder / "repository"
        self.repository.mkdir()

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        command = ["git", *identity, *arguments]
        done = subprocess.run(command, cwd=folder or self.repository, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, scenario: str) -> None:
        (self.repository / "poolwise.toml").write_text(scenario)


class Action(Scratch):
    """The steps of action.yml, as a runner runs them; only the upload is left to GitHub."""

    def run_action(self, **given: str) -> tuple[int, str, str, dict[str, Any]]:
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        inputs = {name: one["default"] for name, one in action["inputs"].items()} | given
        files = {name: self.folder / name for name in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]}
        for file in files.values():
            file.write_text("")
        environment = dict(os.environ, RUNNER_TEMP=str(self.folder), **{name: str(file) for name, file in files.items()})
        printed = ""
        for step in action["runs"]["steps"]:
            if "run" not in step:
                self.assertRegex(step["uses"], r"@[0-9a-f]{40}$")
                continue
            outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
            values = {f"inputs.{name}": value for name, value in inputs.items()}
            values |= {f"steps.check.outputs.{name}": value for name, value in outputs.items()}
            expression = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
            self.assertNotRegex(step["run"], r"\$\{\{", "an input in a script could be a command")
            fill = lambda text: expression.sub(lambda found: values[found[1]], text)  # noqa: E731
            step_environment = environment | {name: fill(value) for name, value in step.get("env", {}).items()}
            done = subprocess.run(
                [*SHELL, step["run"]], cwd=self.repository, env=step_environment, capture_output=True, text=True
            )
            printed += done.stdout
            if done.returncode:
                break
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        sarif = json.loads(Path(outputs["sarif-file"]).read_text() or "{}")
        return done.returncode, printed, files["GITHUB_STEP_SUMMARY"].read_text(), sarif

    def test_findings_are_annotations_sarif_and_a_summary(self) -> None:
        self.write(FULL)
        code, printed, summary, sarif = self.run_action(package=str(WHEEL))
        self.assertEqual(code, 1, printed)
        self.assertRegex(printed, r"::error file=(\./)?poolwise\.toml,line=4,title=PW001 over-budget::")
        self.assertIn("error[PW001] over-budget", summary)
        self.assertIn("PW001", {result["ruleId"] for result in sarif["runs"][0]["results"]})

    def test_healthy_scenario_passes(self) -> None:
        self.write(CALM)
        code, printed, summary, sarif = self.run_action(package=str(WHEEL), arguments="--min-severity warning")
        self.assertEqual(code, 0, printed)
        self.assertIn("Nothing found", summary)
        self.assertEqual(sarif["runs"][0]["results"], [])

    def test_arguments_and_paths_are_words_and_no_commands(self) -> None:
        self.write(CALM)
        code, _, _, _ = self.run_action(package=str(WHEEL), paths="poolwise.toml $(touch stolen) ; touch stolen")
        self.assertEqual(code, 2)
        self.assertFalse((self.repository / "stolen").exists())

    def test_documented_inputs_exist(self) -> None:
        action = yaml.safe_load((ROOT / "action.yml").read_text())
        workflow = blocks("yaml")[0]
        steps = workflow["jobs"]["pools"]["steps"]
        self.assertLessEqual(set(steps[1]["with"]), set(action["inputs"]))
        self.assertRegex(steps[0]["uses"], r"@[0-9a-f]{40}$")


class Workflows(unittest.TestCase):
    def test_every_action_is_pinned_by_a_hash(self) -> None:
        for file in sorted((ROOT / ".github/workflows").glob("*.yml")):
            for job in yaml.safe_load(file.read_text())["jobs"].values():
                for step in job["steps"]:
                    if "uses" in step:
                        self.assertRegex(step["uses"], r"@[0-9a-f]{40}$", file.name)


class Hook(Scratch):
    """The hook, installed by pre-commit from a repository that has what pre-commit reads of this one."""

    def setUp(self) -> None:
        super().setUp()
        hooks = self.folder / "hooks"
        hooks.mkdir()
        for name in [".pre-commit-hooks.yaml", "pyproject.toml"]:
            shutil.copy(ROOT / name, hooks / name)
        self.git("init", "--quiet", folder=hooks)
        self.git("add", ".", folder=hooks)
        self.git("commit", "--quiet", "--message", "hooks", folder=hooks)
        config = blocks("yaml")[1]
        config["repos"][0] |= {"repo": str(hooks), "rev": self.git("rev-parse", "HEAD", folder=hooks)}
        self.git("init", "--quiet")
        (self.repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))

    def run_hook(self, scenario: str) -> tuple[int, str]:
        self.write(scenario)
        (self.repository / "README.md").write_text("No scenario.\n")
        self.git("add", ".")
        environment = dict(os.environ, PRE_COMMIT_HOME=str(self.folder / "cache"), PIP_FIND_LINKS=str(WHEEL.parent))
        command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never"]
        done = subprocess.run(command, cwd=self.repository, env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_hook_fails_and_passes_as_the_command_does(self) -> None:
        code, printed = self.run_hook(FULL)
        self.assertEqual(code, 1, printed)
        self.assertIn("error[PW001] over-budget", printed)
        code, printed = self.run_hook(CALM)
        self.assertEqual(code, 0, printed)
        self.assertIn("Passed", printed)

    def test_versions_are_that_of_the_wheel(self) -> None:
        version = WHEEL.name.split("-")[1]
        text = (ROOT / "pyproject.toml").read_text()
        self.assertIn(f'\nversion = "{version}"\n', text)
        self.assertIn(f'"poolwise=={version}"', text)


class GitLab(Scratch):
    def test_job_writes_a_code_quality_report(self) -> None:
        self.write(FULL)
        job = blocks("yaml")[2]["pools"]
        report = self.repository / job["artifacts"]["reports"]["codequality"]
        environment = self.folder / "environment"
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        variables = dict(os.environ, PATH=f"{environment / 'bin'}:{os.environ['PATH']}", PIP_FIND_LINKS=str(WHEEL.parent))
        done = subprocess.run(
            [*SHELL, "\n".join(job["script"])], cwd=self.repository, env=variables, capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 1, done.stderr)
        issues = json.loads(report.read_text())
        self.assertIn("PW001 over-budget", {issue["check_name"] for issue in issues})
        for issue in issues:
            self.assertLessEqual({"description", "check_name", "fingerprint", "severity"}, set(issue))
            self.assertIn(issue["severity"], {"info", "minor", "major", "critical", "blocker"})
            self.assertEqual(issue["location"]["path"], "poolwise.toml")
            self.assertGreaterEqual(issue["location"]["lines"]["begin"], 1)
        self.assertEqual(len({issue["fingerprint"] for issue in issues}), len(issues))


if __name__ == "__main__":
    unittest.main()
