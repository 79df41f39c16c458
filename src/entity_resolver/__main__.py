"""`python -m entity_resolver`."""

from entity_resolver.cli import main

if __name__ == "__main__":
    main()
