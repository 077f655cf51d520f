"""The configuration as a file people read: YAML out, a word on each part; YAML in, each fault by line and field."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec
import yaml
from django.utils.translation import gettext as _

from sereno.administration.rules import Configuration, DepartmentSetting
from sereno.incidents.catalogue import CategorySetting
from sereno.kernel.errors import FieldFault, Malformed
from sereno.places.policies import FORMER, KINDS, PolicyValue, TownCalendar, of_former
from sereno.places.rules import ZoneSetting

FORMAT = 1
MOST_BYTES = 3 * 1024 * 1024
_PARTS: Mapping[str, type[msgspec.Struct]] = {
    "departments": DepartmentSetting,
    "categories": CategorySetting,
    "zones": ZoneSetting,
}
_WORDS = {
    "": """\
Sereno: what a town has decided. `sereno config import FILE --town CODE --dry-run` shows what it would change.
A part that is left out stays as it is; within a part, what is left out is taken away. People are not in here.""",
    "departments": "The desks to which reports are assigned. One with open incidents cannot be left out.",
    "categories": """\
What residents and the desk choose from, in this order. `parent` makes a tree; `reportable: false` is for the
desk only; `confidential: true` keeps it off the map of those who may not read incidents; `offences` name it in
each taxonomy, with `since` (first day) and `until` (first day no more).""",
    "zones": "Parts of the town; longitude before latitude.",
    "policies": "Everything else, each policy whole; docs/reference/policies.md explains the fields.",
}
_NEVER = object()
_Path = tuple[str | int, ...]


class _Dumper(yaml.SafeDumper):
    """Lists indented under their key, short lists on one line, texts of several lines as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text and not re.search(r"[ \t]\n|\n\Z|\A\s", text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _write_list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    flat = all(not isinstance(item, dict | list) for item in items)
    pair = flat or all(isinstance(item, list) and len(item) == 2 for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat or pair)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)


def write(configuration: Configuration) -> str:
    """The file of a configuration; the same configuration always gives the same text."""
    parts: dict[str, Any] = {"sereno": FORMAT}
    for name in _PARTS:
        held = getattr(configuration, name)
        if held is not None:
            parts[name] = [_brief(thing) for thing in held]
    parts["policies"] = {key: configuration.policies[key].stored() for key in sorted(configuration.policies)}
    return _comment("") + "".join(_comment(name) + _dump({name: held}) for name, held in parts.items())


def _brief(thing: msgspec.Struct) -> dict[str, Any]:
    """A thing as plain values, without what goes without saying; days stay days."""
    written: dict[str, Any] = msgspec.to_builtins(thing, builtin_types=(date,))
    defaults = dict(zip(reversed(thing.__struct_fields__), reversed(thing.__struct_defaults__), strict=False))
    return {
        name: value for name, value in written.items() if getattr(thing, name) != defaults.get(name, msgspec.NODEFAULT)
    }


def _comment(part: str) -> str:
    lines = _WORDS.get(part, "").splitlines()
    return ("" if not part or not lines else "\n") + "".join(f"# {line}\n" for line in lines)


def _dump(value: Any) -> str:
    written: str = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    return written


def read(text: str) -> Configuration:
    """The configuration a file holds.

    Raises
    ------
    Malformed : it cannot be used; each fault names its line and field, and what is allowed.
    """
    if len(text.encode()) > MOST_BYTES:
        raise Malformed(_("The file is too large."), code="file-refused")
    root = _compose(text)
    plain = _plain(root)
    faults = list(_faults_of_top(plain, root))
    if faults:
        raise Malformed(_("The file cannot be used."), faults=faults, code="file-refused")
    made: dict[str, Any] = {}
    for name, kind in _PARTS.items():
        if plain.get(name) is not None:
            made[name] = _convert(plain[name], tuple[kind, ...], root, (name,), faults)  # type: ignore[valid-type]
            faults += _doubles(name, plain[name], root)
    made["policies"] = {}
    policies = plain.get("policies") or {}
    for key, value in policies.items():
        if key not in FORMER:
            made["policies"][key] = _policy(key, value, root, faults)
    if any(key in FORMER for key in policies):
        made["policies"][TownCalendar.key] = _former(policies, root, faults)
    if faults:
        raise Malformed(_("The file cannot be used."), faults=faults, code="file-refused")
    return Configuration(**made)


def _compose(text: str) -> yaml.Node:
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):  # a small file could grow without end
                raise _refused(event.start_mark, f"*{event.anchor}", _("write it out; references are not allowed"))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise _refused(getattr(error, "problem_mark", None), "", _("this is not YAML: %s") % _problem(error)) from error
    if not isinstance(node, yaml.MappingNode):
        raise _refused(node.start_mark if node else None, "", _("it must hold these parts"), (*_PARTS, "policies"))
    return node


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or "?")


def _refused(mark: Any, field: str, message: str, allowed: tuple[str, ...] = ()) -> Malformed:
    fault = FieldFault(_where(field, mark), message, allowed)
    return Malformed(_("The file cannot be used."), faults=[fault], code="file-refused")


def _where(field: str, mark: Any) -> str:
    line = _("line %s") % (mark.line + 1) if mark is not None else ""
    return ", ".join(part for part in (line, field) if part)


def _plain(node: yaml.Node) -> Any:
    """The plain values of a file, refusing a key that stands twice."""
    for mapping in _mappings(node):
        seen: set[str] = set()
        for key, _value in mapping.value:
            if key.value in seen:
                raise _refused(key.start_mark, str(key.value), _("stands twice"))
            seen.add(key.value)
    try:
        return yaml.constructor.SafeConstructor().construct_document(node)
    except yaml.YAMLError as error:
        raise _refused(getattr(error, "problem_mark", None), "", _problem(error)) from error


def _mappings(node: yaml.Node) -> Iterator[yaml.MappingNode]:
    if isinstance(node, yaml.MappingNode):
        yield node
        for _key, value in node.value:
            yield from _mappings(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _mappings(item)


def _faults_of_top(plain: Mapping[Any, Any], root: yaml.Node) -> Iterator[FieldFault]:
    allowed = ("sereno", *_PARTS, "policies")
    for name in plain:
        if name not in allowed:
            yield FieldFault(_where(str(name), _mark(root, (name,))), _("is not known"), allowed)
    if plain.get("sereno") != FORMAT:
        yield FieldFault(_where("sereno", _mark(root, ("sereno",))), _("must name the format"), (str(FORMAT),))
    policies = plain.get("policies") or {}
    if not isinstance(policies, Mapping):
        yield FieldFault(_where("policies", _mark(root, ("policies",))), _("has a value of the wrong kind"))
        return
    known = tuple(kind.key for kind in KINDS)
    for key in policies:
        if key not in known and key not in FORMER:
            yield FieldFault(_where(f"policies.{key}", _mark(root, ("policies", key))), _("is not known"), known)


def _doubles(name: str, rows: Any, root: yaml.Node) -> list[FieldFault]:
    seen: set[str] = set()
    found = []
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        code = row.get("code") if isinstance(row, Mapping) else None
        if isinstance(code, str) and code in seen:
            path = (name, number, "code")
            found.append(FieldFault(_where(_words_of(path), _mark(root, path)), _("stands twice")))
        elif isinstance(code, str):
            seen.add(code)
    return found


def _policy(key: str, value: Any, root: yaml.Node, faults: list[FieldFault]) -> PolicyValue | None:
    kind = next(kind for kind in KINDS if kind.key == key)
    made: PolicyValue | None = _convert(value, kind, root, ("policies", key), faults)
    return made


def _former(policies: Mapping[str, Any], root: yaml.Node, faults: list[FieldFault]) -> PolicyValue | None:
    """The calendar, where a file older than it has the two policies it was made of."""
    said = {key: value or {} for key, value in policies.items() if key in FORMER}
    place = ("policies", next(iter(said)))
    try:
        if TownCalendar.key not in policies:
            return TownCalendar.parse(of_former(said))
        fault = _("is part of calendar now, which stands here too: leave this one out")
    except (msgspec.ValidationError, ValueError, KeyError, TypeError, AttributeError) as refused:
        fault = _("is called calendar now: write there country, closed_days (day and name) and hours (%s)") % refused
    faults.append(FieldFault(_where(_words_of(place), _mark(root, place)), fault))
    return None


def _convert(value: Any, kind: Any, root: yaml.Node, path: _Path, faults: list[FieldFault]) -> Any:
    """The value as its type; what does not fit goes to the faults, with None in its place."""
    try:
        made = msgspec.convert(value, kind)
    except msgspec.ValidationError as refused:
        faults.append(_fault(str(refused), root, path))
        return None
    except (ValueError, TypeError) as refused:
        faults.append(FieldFault(_where(_words_of(path), _mark(root, path)), str(refused)))
        return None
    for odd, allowed in _unknown(value, made, path):
        faults.append(FieldFault(_where(_words_of(odd), _mark(root, odd)), _("is not known"), allowed))
    return made


def _unknown(given: Any, made: Any, path: _Path) -> Iterator[tuple[_Path, tuple[str, ...]]]:
    """Fields that were given and that the type does not have, with those it has."""
    if isinstance(given, Mapping) and hasattr(made, "__struct_fields__"):
        fields = made.__struct_fields__
        names = dict(zip(made.__struct_encode_fields__, fields, strict=True))
        for name, value in given.items():
            if name not in names:
                yield (*path, name), tuple(names)
            else:
                yield from _unknown(value, getattr(made, names[name]), (*path, name))
    elif isinstance(given, list) and isinstance(made, tuple | list):
        for number, (value, part) in enumerate(zip(given, made, strict=False)):
            yield from _unknown(value, part, (*path, number))


_COMPLAINTS: tuple[tuple[str, Callable[[re.Match[str]], tuple[str, tuple[str, ...]]]], ...] = (
    (r"Object missing required field `(.+?)`", lambda found: (_("lacks the field %s") % found[1], (found[1],))),
    (r"Object contains unknown field `(.+?)`", lambda found: (_("has the unknown field %s") % found[1], ())),
    (r"Expected `str` matching regex '(.+?)'", lambda found: (_("must be written in this way"), (found[1],))),
    (
        r"Expected `(.+?)`, got `(.+?)`",
        lambda found: (_("has a value of the wrong kind"), tuple(found[1].split(" | "))),
    ),
    (r"Expected `(.+)", lambda found: (_("must be"), (found[1].replace("`", ""),))),
    (r"Invalid enum value (.+)", lambda found: (_("is not one of those allowed: %s") % found[1], ())),
)


def _fault(complaint: str, root: yaml.Node, path: _Path) -> FieldFault:
    """One of msgspec's complaints, by line and field in the reader's language."""
    said, _at, place = complaint.partition(" - at `$")
    inner = tuple(
        int(number) if number else name for name, number in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", place.rstrip("`"))
    )
    where = _where(_words_of((*path, *inner)), _mark(root, (*path, *inner)))
    for pattern, tell in _COMPLAINTS:
        found = re.match(pattern, said)
        if found:
            message, allowed = tell(found)
            return FieldFault(where, message, allowed)
    return FieldFault(where, said)


def _words_of(path: _Path) -> str:
    """A path as people count: the first is 1."""
    written = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return written.removeprefix(".")


def _mark(root: yaml.Node, path: _Path) -> Any:
    """Where a path stands in the file; the nearest thing above it that is there."""
    node, mark = root, root.start_mark
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if pair is None:
                return mark
            mark, node = pair[0].start_mark, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            mark = node.start_mark
        else:
            return mark
    return mark
