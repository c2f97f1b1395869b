"""Words of Chinese that end one term before another begins."""

from __future__ import annotations

from diptych.characters import lazy

PARTICLE = lazy(
    "什么是|为什么|怎样|如何|[的了是和与或把被由及叫即以而也就都很更各其这那该每让使给按用]"
)
