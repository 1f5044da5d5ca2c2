"""`python -m siliconfriend`."""

from siliconfriend.cli import main

if __name__ == "__main__":
    main()
