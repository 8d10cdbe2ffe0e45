"""Makes the tables of areas and carriers (model/origins.py) out of phonenumbers' data, which takes half a second and
100 MB to load: once for a cache, in a process of its own.

    python -m ccengine.app.origins CN FOLDER      one file a language: CN-zh.table, CN-en.table"""

import json
import shutil
import subprocess
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ccengine.app.cache import cache_folder
from ccengine.model.home import Home
from ccengine.model.origins import AREA, CARRIER, DIGITS, padded
from ccengine.model.settings import Settings

LANGUAGES = ("zh", "en")
SHARED = (1, 7)
"""Country codes of several countries, none of which is the one that is mostly meant."""
LIMIT = 120.0  # seconds that it may take


def provide(home: Home, settings: Settings) -> str:
    """Puts the tables into the home.  "" when they are there, else why not: calls then have no area and no carrier."""
    import phonenumbers

    country = settings.numbering.country
    cache = cache_folder(home.root) / "origins" / phonenumbers.__version__
    names = [f"{country}-{language}.table" for language in LANGUAGES]
    try:
        if not all((cache / name).exists() for name in names):
            _make(country, cache)
        home.origins.mkdir(parents=True, exist_ok=True)
        for name, language in zip(names, LANGUAGES, strict=True):
            _put(cache / name, home.origins / f"{language}.table")
    except (OSError, subprocess.SubprocessError) as error:
        return f"areas and carriers of numbers are not known: {error}"
    return ""


def _put(made: Path, to: Path) -> None:
    """As another file: an engine that a dead supervisor left running has the old one mapped, and would be killed
    (SIGBUS) by a look at what was cut off."""
    beside = to.with_name(f".{to.name}.new")
    shutil.copyfile(made, beside)
    beside.replace(to)


def _make(country: str, folder: Path) -> None:
    """In another process: its memory goes with it."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "ccengine.app.origins", country, str(folder)]
    subprocess.run(command, check=True, timeout=LIMIT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def ranges(texts: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Of prefixes (digits): the first number of each range, 15 digits long, and what its numbers have: the text of the
    longest prefix that they begin with, "" for none.  Begins with 0."""
    inside: list[tuple[int, str]] = []  # prefixes that are not over: their ends, the shortest first
    found: list[tuple[int, str]] = [(0, "")]

    def put(start: int, text: str) -> None:
        if found[-1][0] == start:
            found.pop()
        if not found or found[-1][1] != text:
            found.append((start, text))

    for prefix in sorted(texts):
        start, end = int(prefix.ljust(DIGITS, "0")), int(prefix.ljust(DIGITS, "9")) + 1
        while inside and inside[-1][0] <= start:
            over, _ = inside.pop()
            put(over, inside[-1][1] if inside else "")
        put(start, texts[prefix])
        inside.append((end, texts[prefix]))
    while inside:
        over, _ = inside.pop()
        put(over, inside[-1][1] if inside else "")
    return iter(found)


def table(country: str, made_of: str, sections: Mapping[str, Mapping[str, str]]) -> bytes:
    parts, told = [], []
    for name, texts in sections.items():
        rows = list(ranges(texts))
        known = {text: number for number, text in enumerate(dict.fromkeys(["", *(text for _, text in rows)]))}
        written = "\n".join(known).encode()
        parts += [
            array("Q", [start for start, _ in rows]).tobytes(),
            array("H", [known[text] for _, text in rows]).tobytes(),
            written,
        ]
        told.append({"name": name, "keys": len(rows), "texts": len(written)})
    head = json.dumps({"country": country, "made_of": made_of, "order": sys.byteorder, "sections": told}).encode()
    return b"".join(part.ljust(padded(len(part)), fill) for part, fill in _filled(head + b"\n", parts))


def _filled(head: bytes, parts: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    yield head, b" "
    for part in parts:
        yield part, b"\0"


def sections_of(country: str, language: str) -> dict[str, dict[str, str]]:
    """Of a country's own numbers area and carrier, of others the country."""
    import phonenumbers
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA

    code = str(phonenumbers.country_code_for_region(country))
    areas = {
        str(each): name
        for each, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()
        if each not in SHARED and str(each) != code and (name := _country(regions[0], language))
    }
    areas |= _texts(GEOCODE_DATA, code, language)
    return {AREA: areas, CARRIER: _texts(CARRIER_DATA, code, language)}


def _texts(data: Mapping[str, Mapping[str, str]], code: str, language: str) -> dict[str, str]:
    """In the language, else in English."""
    mine = ((prefix, texts) for prefix, texts in data.items() if prefix.startswith(code))
    return {prefix: text for prefix, texts in mine if (text := texts.get(language) or texts.get("en", ""))}


def _country(region: str, language: str) -> str:
    from phonenumbers.geodata.locale import LOCALE_DATA

    names = LOCALE_DATA.get(region, {})
    name = str(names.get(language, ""))
    return str(names.get(name[1:], "")) if name.startswith("*") else name  # as in that language


def main(argv: list[str]) -> int:
    import phonenumbers

    country, folder = argv[0], Path(argv[1])
    made_of = f"phonenumbers {phonenumbers.__version__}"
    for language in LANGUAGES:
        beside = folder / f".{country}-{language}.new"
        beside.write_bytes(table(country, made_of, sections_of(country, language)))
        beside.rename(folder / f"{country}-{language}.table")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
