"""`python -m mcba.cli`: the command line where no script is installed."""

from mcba.cli import main

if __name__ == "__main__":
    main()
