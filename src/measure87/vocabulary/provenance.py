"""Where a result comes from: version, inputs, mapping, seed."""

from dataclasses import dataclass, field
from typing import Any

from measure87 import __version__

NOT_HASHED = "not hashed"
"""What stands for the hash of microdata where no study folder holds a secret to hash it with."""


@dataclass(frozen=True)
class Provenance:
    """What is needed to make a result again.

    `inputs` maps a file's name (never its path) to `hmac-sha256:` and its hash under the secret
    of the study folder, or, where it holds no persons, to `sha256:` and its plain hash.
    """

    inputs: dict[str, str] = field(default_factory=dict)
    mapping: str | None = None
    seed: int | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    version: str = __version__

    def to_json(self) -> dict[str, Any]:
        """Plain object; what does not apply is left out."""
        pairs: dict[str, Any] = {
            "version": self.version,
            "inputs": dict(sorted(self.inputs.items())),
            "mapping": self.mapping,
            "seed": self.seed,
            "settings": self.settings or None,
        }
        return {key: value for key, value in pairs.items() if value is not None}
