"""`openimr database`: make the database ready for this version."""

from __future__ import annotations

import argparse
import os

from openimr.cli.main import DONE
from openimr.cli.office import add_database


def configure(command: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    actions = command.add_subparsers(title="actions", required=True, metavar="ACTION")
    upgrading = actions.add_parser("upgrade", help="carry out the migrations that the database lacks")
    add_database(upgrading)
    upgrading.set_defaults(run=run_upgrade)
    rotating = actions.add_parser("rotate-key", help="put every stored file under the first key")
    add_database(rotating)
    rotating.set_defaults(run=run_rotate)


def run_upgrade(options: argparse.Namespace) -> int:
    """Bring the schema forward."""
    from openimr.bootstrap import upgrade_database
    from openimr.cli.output import write_text
    from openimr.config import read_config

    version = upgrade_database(read_config(os.environ, database=options.database))
    write_text(f"The schema is at version {version}.\n", None)
    return DONE


def run_rotate(options: argparse.Namespace) -> int:
    """Wrap the files' keys anew."""
    from openimr.cli.office import the_office
    from openimr.cli.output import write_text

    office = the_office(options)
    files, entries = office.files.rotate(), office.store.rotate_key()
    write_text(f"{files} files and {entries} sealed entries are now under the first key.\n", None)
    return DONE
