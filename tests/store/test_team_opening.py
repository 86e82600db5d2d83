"""Opening a team's database: its address, its proof, and two who write at the same time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from aip_desktop.__main__ import main
from aip_desktop.history.reading import act_lines
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.store.team_file import TeamFile, open_team, without_password
from aip_desktop.ui.shell.team import TeamDesk
from aip_desktop.ui.shell.window import MainWindow


def _set(file: TeamFile, value: str) -> None:
    with file.act("Set notes") as session:
        live(session, Partnership)[0].notes = value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("?sslmode=verify-full&sslrootcert=/etc/ca.pem", "?sslmode=verify-full&sslrootcert=/etc/ca.pem"),
        ("?password=secret&sslmode=require", "?sslmode=require"),
        ("?SSLPassword=secret&sslkey=/k.pem&sslcert=/c.pem", "?sslcert=/c.pem&sslkey=/k.pem"),
        ("?sslpassword=a&sslpassword=b&target_session_attrs=read-write", "?target_session_attrs=read-write"),
    ],
)
def test_the_address_keeps_all_but_what_is_secret(typed: str, kept: str) -> None:
    remembered = without_password(f"postgresql://a:secret@b:5433/c{typed}")
    assert "secret" not in remembered
    expected = make_url(f"postgresql+psycopg://a@b:5433/c{kept}")
    assert make_url(remembered) == expected


def test_the_help_names_the_password_file(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "PGPASSFILE" in said
    assert "~/.pgpass" in said


def test_a_database_is_proven_as_a_file_is(database: str, team: TeamFile, qtbot: QtBot) -> None:
    assert team.first_fault() is None
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE partnership SET name = 'Forged'")
    assert "differs from its history in name" in str(team.first_fault())
    window = MainWindow()
    qtbot.addWidget(window)
    desk = TeamDesk(window)
    window.attach(open_team(database, "A. Officer"))
    qtbot.waitUntil(lambda: "Checking the team database" in " ".join(window.notices.texts()))
    qtbot.waitUntil(lambda: "altered outside AIP Desktop" in " ".join(window.notices.texts()))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE partnership SET name = 'Forged'")
    assert desk._proven is window.file
    window.close_file()
    engine.dispose()


def test_two_write_one_row_at_the_same_time(database: str, team: TeamFile) -> None:
    """Each act waits for its turn: none is lost, and what neither had seen of the other is a conflict."""
    with closing(open_team(database, "Other")) as other:
        both = (team, other)

        def write(file: TeamFile) -> None:
            for number in range(8):
                _set(file, f"{file.who} {number}")

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(write, file) for file in both]:
                done.result()
        assert team.first_fault() is None
        with team.reading() as session:
            words = [line.words for line in act_lines(session)]
            assert words.count("Set notes") == 16
            assert live(session, Partnership)[0].notes in ("T. Officer 7", "Other 7")
