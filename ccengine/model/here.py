"""The setting `numbering`: what a number means where the hotline stands."""

from ccengine.model.numbering import Numbering
from ccengine.model.reader import Reader, Report, did_you_mean
from ccengine.model.values import matching, text
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Tree

HERE = Numbering()

_area = matching(r"0?[1-9][0-9]{0,5}", "an area code", "bad-area", 'digits, in quotes: "0755"')


def read_numbering(tree: Tree, report: Report) -> Numbering:
    default = HERE
    reader = Reader(tree, "numbering", report)
    numbering = Numbering(
        country=reader.take("country", _country, default.country),
        area=reader.take("area", _area, default.area).removeprefix("0"),
    )
    reader.done()
    return numbering


def _country(tree: Tree, report: Report) -> str:
    from phonenumbers import SUPPORTED_REGIONS  # takes a while: only for those who name one

    value = text(tree, report)
    if value not in SUPPORTED_REGIONS:
        remedy = did_you_mean(value.upper(), sorted(SUPPORTED_REGIONS)) or "two capital letters, as in CN"
        raise report.wrong(tree.at, f'"{shown(value)}" is no country', "unknown-country", remedy)
    return value
