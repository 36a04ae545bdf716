"""The streets in memory follow the database; old names are imported; old databases are migrated."""

from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import Engine, select, text

from config.postgres import PostgresServer
from config.settings import PREFIX
from config.utility import Utility, read_utility
from models.addresses.aliases import import_aliases
from models.addresses.commands import streets
from models.addresses.houses import called, key_of
from models.addresses.names import Name, name_of, spoken
from models.addresses.register import street_names, street_phrases, streets_of
from models.addresses.said import Mark
from models.database import alembic_config, open_database, upgrade
from models.importing.refusals import NotATable
from models.tables import AddressRow, StreetAliasRow
from tests.addresses.town import brief, build, found
from tests.importing.billing import IVANOVA, KITCHEN, run, write_csv


@pytest.mark.parametrize(
    ("alike", "key"),
    [
        (["12а", "12 А", "12-а", "12A", "д. 12а", "12 лит. А", "012а"], "12 а"),
        (["25к2", "25/2", "25 корп. 2", "25, стр. 2", "25-2", "д.25корп.2", "25 к 2"], "25 2"),
        (["25к2с1", "25 корпус 2 строение 1"], "25 2 1"),
        (["12б к3"], "12 б 3"),
        (["25к"], "25 к"),
        (["н/п 3", "кв. 3", "оф.3"], "3"),
        (["", "б/н"], ""),
    ],
)
def test_spellings_of_one_house(alike: list[str], key: str) -> None:
    assert [key_of(house) for house in alike] == [key] * len(alike)


def test_a_building_is_no_fraction() -> None:
    assert called("25к2") == {Mark.BUILDING}
    assert called("25/2") == {Mark.SLASH}
    assert called("25 стр 2") == {Mark.BLOCK}


@pytest.mark.parametrize(
    ("written", "name", "read_out"),
    [
        ("ул. Ленина", Name("улица", ("ленина",)), "улица Ленина"),
        ("ЛЕНИНА УЛ", Name("улица", ("ленина",)), "ЛЕНИНА улица"),
        ("Карла Маркса (ул)", Name("улица", ("карла", "маркса")), "Карла Маркса улица"),
        ("пр-т Победы", Name("проспект", ("победы",)), "проспект Победы"),
        ("мкр. 8", Name("микрорайон", ("8",)), "микрорайон 8"),
        ("8-й микрорайон", Name("микрорайон", ("8",)), "8-й микрорайон"),
        ("ул. им. К. Маркса", Name("улица", ("маркса",)), "улица им. К. Маркса"),
        ("Набережная", Name("", ("набережная",)), "Набережная"),
        ("Набережная ул.", Name("улица", ("набережная",)), "Набережная улица"),
        ("наб. Мойки", Name("набережная", ("мойки",)), "набережная Мойки"),
        ("Абай даңғылы", Name("даңғылы", ("абай",)), "Абай даңғылы"),
        ("Kuldīgas iela", Name("iela", ("kuldīgas",)), "Kuldīgas iela"),
    ],
)
def test_names_as_registers_write_them(written: str, name: Name, read_out: str) -> None:
    assert name_of(written) == name
    assert spoken(written) == read_out


def test_what_a_recogniser_is_to_listen_for(town: Engine) -> None:
    phrases = street_phrases(town)
    assert {"ленина", "пушкинская", "улица", "переулок", "клубная", "якшур"} <= set(phrases)
    assert all(one == one.casefold() and "ё" not in one and one.isalpha() for one in phrases)


def test_what_has_to_be_read_out(town: Engine) -> None:
    assert {"улица Ленина", "проспект Победы", "Завьялово"} <= set(street_names(town))


def test_an_import_is_seen_at_once(engine: Engine, utility: Utility, tmp_path: Path) -> None:
    assert found(engine, "Тёплая два квартира один").places == []
    run(engine, utility, write_csv(tmp_path / "a.csv", f"{IVANOVA};{KITCHEN}"))
    assert [brief(one) for one in found(engine, "Тёплая два квартира один").places] == [
        "улица Тёплая, 2-1"
    ]
    with engine.connect() as connection:
        keys = connection.execute(select(AddressRow.house_key, AddressRow.flat_key)).one()
        assert tuple(keys) == ("2", "1")
        assert streets_of(connection) is streets_of(connection)


def test_old_names_are_replaced_by_the_next_file(engine: Engine, tmp_path: Path) -> None:
    build(engine, "Город|ул. Мира|1\nГород|пер. Мира|1\nСело|ул. Мира|1")
    first = tmp_path / "old.tsv"
    first.write_text("Улица\tСтарое название\nул. Мира\tул. Сталина\nНет такой\tДругая\n")
    done = import_aliases(engine, first, None, "cp1251")
    assert (done.stored, done.unknown) == (2, ["row 3: Нет такой"])
    answer = {brief(one) for one in found(engine, "Сталина один").places}
    assert answer == {"Город, улица Мира, 1", "Село, улица Мира, 1"}

    second = tmp_path / "old.csv"
    second.write_bytes(
        "Населённый пункт;Улица;Старое название\nСело;Мира;Полевая\n".encode("cp1251")
    )
    assert import_aliases(engine, second, None, "cp1251").stored == 1
    assert found(engine, "Сталина один").places == []
    assert [brief(one) for one in found(engine, "Полевая один").places] == ["Село, улица Мира, 1"]


def test_a_file_that_is_no_list_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    build(engine)
    with engine.connect() as connection:
        before = connection.execute(select(StreetAliasRow.name)).all()
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("Дом;Квартира\n1;2\n")
    with pytest.raises(NotATable, match="headings"):
        import_aliases(engine, wrong, None, "cp1251")
    with engine.connect() as connection:
        assert connection.execute(select(StreetAliasRow.name)).all() == before


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}HOME", str(tmp_path))
    url = f"sqlite:///{tmp_path}/teplofon.db"
    monkeypatch.setenv(f"{PREFIX}DATABASE", url)
    upgrade(url)
    database = open_database(url)
    build(database, "Город|ул. Мира|1")
    database.dispose()
    names = tmp_path / "old.tsv"
    names.write_text("Улица\tСтарое название\nМира\tСталина\nНет такой\tДругая\n")
    imported = CliRunner().invoke(streets, ["import", str(names)])
    assert imported.exit_code == 1
    assert "1 old names" in imported.output
    assert "row 3: Нет такой" in imported.output
    assert CliRunner().invoke(streets, ["list"]).output == "Город\tул. Мира\tсталина\n"
    missing = CliRunner().invoke(streets, ["import", str(tmp_path / "none.csv")])
    assert missing.exit_code == 2
    assert missing.output.count("\n") == 1


@pytest.mark.postgres
def test_addresses_of_an_older_database(postgres: PostgresServer, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/old.db", postgres.create_database()):
        command.upgrade(alembic_config(url), "0001")
        database = open_database(url)
        with database.begin() as connection:
            connection.execute(text(_OLD))
            connection.execute(text(_OLD_ACCOUNT))
        upgrade(url)
        assert [brief(one) for one in found(database, "Ленина двенадцать а пять").places] == [
            "улица Ленина, 12 А-5"
        ]
        command.downgrade(alembic_config(url), "0001")
        with database.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM address")).scalar_one() == 2
            assert connection.execute(text("SELECT address_id FROM account")).scalar_one() == 1
        database.dispose()


_OLD = """
INSERT INTO address (locality, street, house, flat)
VALUES ('Город', 'ул. Ленина', '12 А', '5'), ('Город', 'ул. Ленина', '12 А', '6')
"""
_OLD_ACCOUNT = """
INSERT INTO account (number, customer, name, address_id) VALUES ('10000016', 'individual', 'Т.', 1)
"""


def test_the_profiles_that_find_by_address() -> None:
    found_by = {name: read_utility(name).identification.address for name in ("demo", "ventspils")}
    assert found_by == {"demo": True, "ventspils": False}
