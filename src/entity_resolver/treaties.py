"""Treaties and bodies that the signs of countries open: 日ソ漁業条約, 英蘭協約, 日米合同委員会."""

from __future__ import annotations

from collections.abc import Collection

from entity_resolver.patterns import late
from entity_resolver.tokens import TokenView

_TREATY = late(
    r"(?:(?!間|両国|首脳|合意)[一-龠々]){2,10}?(?:条約|協定|議定書)(?![一-龠々])|(?:協約|協商|会商|戦争|共同宣言)(?![一-龠々])|"
    r"(?:(?!間|両|各|首脳)[一-龠々]){2,8}?(?:委員会|協会|商工会議所)(?![一-龠々])|"
    r"(?:(?!間|両|各|首脳)[一-龠々]){0,8}?(?:議員連盟|聯誼会|懇話会|議連)(?:(?![一-龠々])|(?=会長|副会長|代表|幹事長|事務局|側))"
)
_BODIES = ("委員会", "連盟", "協会", "会議所")
_DECLARATION = "共同宣言"


def treaty_end(text: str, at: int, view: TokenView, kinds: Collection[str]) -> int:
    """Where the name of a treaty ends that the signs of its parties open (日ソ漁業条約, 英蘭協約), or of what they have
    together (日米合同委員会); 0 where none does."""
    treaty = _TREATY.match(text, at)
    if treaty is None or (treaty[0] in kinds and treaty[0] != _DECLARATION) or not view.is_edge(treaty.end()):
        return 0
    return treaty.end()


def kind_of(name: str) -> str:
    return "EVENT" if name.endswith("戦争") else "ORG" if name.endswith(_BODIES) else "LAW"
