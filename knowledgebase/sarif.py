"""Findings as a SARIF 2.1.0 log. Source: OASIS, SARIF Version 2.1.0, sections 3.13 to 3.52."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import quote

from knowledgebase.checks import RULES, Rule, explain_rule
from knowledgebase.findings import Finding, make_fingerprint

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Json = dict[str, object]


def make_sarif_log(findings: Sequence[Finding]) -> Json:
    """The log of one run: every rule, and a result for each finding."""
    codes = sorted(RULES)
    driver = {
        "name": "knowledgebase",
        **_tool_version(),
        "rules": [_describe_rule(RULES[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        # A column counts characters, as Python does; SARIF would take it for UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "results": [_describe_finding(finding, codes) for finding in findings],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _tool_version() -> Json:
    try:
        return {"semanticVersion": version("knowledgebase")}
    except PackageNotFoundError:  # run from its folder, without an install
        return {}


def _describe_rule(rule: Rule) -> Json:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what} {rule.why}"},
        "help": {"text": explain_rule(rule)},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _describe_finding(finding: Finding, codes: list[str]) -> Json:
    location = {
        # Relative to the root of the repository, by the name that GitHub's code scanning gives it.
        "artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    rule = {"ruleIndex": codes.index(finding.code)} if finding.code in RULES else {}
    return {
        "ruleId": finding.code,
        **rule,
        "level": finding.severity.value,
        "message": {"text": f"{finding.message} {finding.hint}".strip()},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"pathCodeMessage/v1": make_fingerprint(finding)},
    }
