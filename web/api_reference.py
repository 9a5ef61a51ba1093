"""The API's own description as rows for a page: what can be asked, with which parameters, and who may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; ``allowed`` says in short what it takes."""

    name: str
    required: bool
    allowed: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for. ``kinds`` are the media types of its answers, ``errors`` codes."""

    id: str
    method: str
    path: str
    text: str
    parameters: tuple[Parameter, ...]
    kinds: tuple[str, ...]
    errors: tuple[str, ...]
    needs_key: bool


def operations(spec: Mapping[str, Any]) -> list[Operation]:
    """The operations of an OpenAPI document, in its order."""
    return list(_operations(spec))


def _operations(spec: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in spec["paths"].items():
        shared = item.get("parameters", [])
        for method in METHODS:
            if method not in item:
                continue
            found = item[method]
            security = found.get("security", spec.get("security", []))
            answers = found["responses"]
            yield Operation(
                id=f"{method}-{path.strip('/').translate(_PLAIN)}",
                method=method.upper(),
                path=path,
                text=" ".join((found.get("summary", ""), found.get("description", ""))).strip(),
                parameters=tuple(_parameter(one) for one in (*shared, *found.get("parameters", []))),
                kinds=tuple(answers["200"].get("content", {})),
                errors=tuple(sorted(code for code in answers if code >= "4")),
                needs_key={} not in security,
            )


_PLAIN = str.maketrans({"/": "-", "{": None, "}": None, ".": "-", "_": "-"})


def _parameter(said: Mapping[str, Any]) -> Parameter:
    schema = said.get("schema", {})
    return Parameter(
        said["name"], bool(said.get("required")), _allowed(schema),
        said.get("description", "") or schema.get("description", ""),
    )  # fmt: skip


def _allowed(schema: Mapping[str, Any]) -> str:
    if schema.get("type") == "array":
        return f"{_allowed(schema.get('items', {}))} (*)"
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"] if value)
    kind = str(schema.get("format") or schema.get("type") or "string")
    if "maximum" in schema:
        return f"{schema.get('minimum', 1)}–{schema['maximum']}"
    return kind
