"""What an embedder could not do."""

from __future__ import annotations

from siliconfriend.memory.records import EmbedderError


class AlteredWeightsError(EmbedderError):
    """A bundled file is missing or is not the one this program was made for."""

    def __init__(self, file: str) -> None:
        super().__init__("embedder_altered", file=file)


class EmbedderNotInstalledError(EmbedderError):
    """The package that runs the embedder `name` is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__("embedder_not_installed", name=name)


class EmbedderNotLoadedError(EmbedderError):
    """There is no such model, or it is not one that makes vectors."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__("embedder_not_loaded", name=name, detail=detail)


class EndpointUnreachableError(EmbedderError):
    """No answer from the server: no network, wrong address, or too slow."""

    def __init__(self, host: str) -> None:
        super().__init__("embedder_unreachable", host=host)


class EndpointKeyError(EmbedderError):
    """The server refused the key."""

    def __init__(self, host: str) -> None:
        super().__init__("embedder_bad_key", host=host)


class EndpointRefusedError(EmbedderError):
    """The server answered, but not with one vector per text."""

    def __init__(self, host: str, detail: str) -> None:
        super().__init__("embedder_refused", host=host, detail=detail)
