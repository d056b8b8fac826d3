"""``python -m naviyam``: the same as the ``naviyam`` command."""

from naviyam.app import main

if __name__ == "__main__":
    main()
