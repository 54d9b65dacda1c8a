"""``listenwell visit-sheet``: one A4 page for the doctor, as PDF or picture."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Language
from ui.commands.opening import services
from ui.commands.output import CommandFailed, answer
from ui.commands.parsing import count
from ui.printing import PRINT_DOTS_PER_INCH

if TYPE_CHECKING:
    from ui.commands.parsing import Groups


def register(groups: Groups, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    parser = groups.add_parser("visit-sheet", parents=[common], help="one page for the doctor, as PDF or PNG")
    parser.add_argument("file", type=Path, metavar="FILE", help="FILE.pdf or FILE.png")
    parser.add_argument("--lang", choices=[language.value for language in Language])
    parser.add_argument(
        "--question", action="append", default=[], metavar="TEXT", help="to ask the doctor; up to three times"
    )
    parser.add_argument("--days", type=count, default=28, help="how many days up to today (7 to 90)")
    parser.add_argument("--name", metavar="NAME", help="the name on the sheet; '' leaves it out")
    parser.add_argument("--no-age", action="store_true", help="leave age and sex out")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the sheet of whoever uses Listenwell; a file of that name is made anew."""
    from app.durable_file import replace_file
    from app.exchange.visit_sheet.content import SheetOptions

    form = options.file.suffix.lower()
    if form not in (".pdf", ".png"):
        raise CommandFailed("The file's name says what it becomes: end it in .pdf or .png.")
    with services(options) as house:
        person = house.person
        language = Language(options.lang) if options.lang else person.profile.language or house.language
        chosen = SheetOptions(
            language, tuple(options.question), options.days, options.name, with_age=not options.no_age
        )
        exchange = house.records.exchange
        sheet = exchange.visit_sheet(person, chosen)
        if form == ".pdf":
            content = exchange.visit_sheet_pdf(person, chosen)
        else:
            content = exchange.visit_sheet_png(person, chosen, PRINT_DOTS_PER_INCH)
    try:
        replace_file(options.file, content)
    except OSError as error:
        raise CommandFailed(
            f"{options.file} cannot be written ({error.strerror}): choose another place."
        ) from error
    value = {
        "file": options.file,
        "bytes": len(content),
        "language": language.value,
        "first_day": sheet.first_day,
        "last_day": sheet.last_day,
        "average": sheet.pressure.figure if sheet.pressure else None,
        "code": sheet.essentials,
    }
    answer(options.json, value, [f"The visit sheet was written to {options.file}."])
    return 0
