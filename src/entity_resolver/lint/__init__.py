"""A linter for names: what is wrong, how sure, why, and what to write instead. It changes nothing by itself."""

from entity_resolver.lint.findings import CODES, Code, Finding, lint, parse_codes
from entity_resolver.lint.report import REPORTS, FileReport
from entity_resolver.lint.suppress import Suppressions

__all__ = ["CODES", "REPORTS", "Code", "FileReport", "Finding", "Suppressions", "lint", "parse_codes"]
