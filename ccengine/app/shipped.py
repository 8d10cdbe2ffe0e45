"""What travels with the code: flows, prompts, dialplan.  In a checkout they lie at its top, in an installed wheel in
the package `ccengine_share`."""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from ccengine.app.trouble import Trouble

Kind = Literal["flows", "prompts", "dialplan"]


def checkout() -> Path | None:
    """The top of the checkout this code runs from, or None when it runs from an installed wheel."""
    top = Path(__file__).resolve().parents[2]
    return top if (top / "setup.cfg").is_file() and (top / "dialplan").is_dir() else None


def shipped(kind: Kind) -> Path:
    """The folder of what ships; never written to."""
    if top := checkout():
        return top / kind
    spec = find_spec("ccengine_share")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (folder := Path(place) / kind).is_dir():
            return folder
    raise Trouble(f"the installation holds no {kind}", "install the ccengine wheel again: it carries them")
