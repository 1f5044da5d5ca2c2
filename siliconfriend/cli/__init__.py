"""The `siliconfriend` command."""


def main() -> None:
    """Run the command."""
