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


class NoModelNamedError(EmbedderError):
    """`endpoint:` with no model behind it."""

    def __init__(self, name: str) -> None:
        super().__init__("embedder_names_no_model", name=name)


class NoSuchFolderError(EmbedderError):
    """What was named is a path, and there is no such folder."""

    def __init__(self, folder: str) -> None:
        super().__init__("embedder_no_folder", folder=folder)


class EmbedderNotHereError(EmbedderError):
    """The model is not on this machine, and the hub did not answer, or is not to be asked."""

    def __init__(self, name: str, host: str) -> None:
        super().__init__("embedder_not_here", name=name, host=host)


class UnknownEmbedderError(EmbedderError):
    """The model is not on this machine, and the hub has none of that name."""

    def __init__(self, name: str, host: str) -> None:
        super().__init__("embedder_nowhere", name=name, host=host)


class EmbedderAddressError(EmbedderError):
    """What is to be the server's address is none."""

    def __init__(self, address: str) -> None:
        super().__init__("embedder_bad_address", address=address)


class NoAddressGivenError(EmbedderError):
    """`endpoint:MODEL`, and no server that is to be asked for it."""

    def __init__(self, name: str) -> None:
        super().__init__("embedder_no_address", name=name)


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
