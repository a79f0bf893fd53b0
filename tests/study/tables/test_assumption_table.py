"""Assumptions as a table and back, Excel in and out, the library, and one assumption in the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import mcba
from mcba.cli import main
from mcba.errors import LibraryError, StudyError
from mcba.reporting.facts.described import OneAssumption
from mcba.reporting.pages.assumption import ASSUMPTION
from mcba.study.distributions import find_entry, library
from mcba.study.distributions.entries import data_folder
from mcba.study.tables import write_assumptions
from tests.pages import printed

STUDIES = sorted(folder.parent.name for folder in data_folder("studies").glob("*/study.toml"))
STUDY = """
assumptions = "{table}"
[study]
title = "Table"
[sets]
place = ["a", "b"]
[outcomes.result]
formula = "x + y"
"""


def shown(study: mcba.Study, name: str, language: str = "en") -> str:
    """What `mcba show` prints, with single spaces."""
    return " ".join(printed(ASSUMPTION, OneAssumption(study, name), language).split())


def with_table(folder: Path, text: str, name: str = "assumptions.csv") -> mcba.Study:
    (folder / name).write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text(STUDY.format(table=name), encoding="utf-8")
    return mcba.load(folder)


class TestRoundTrip:
    @pytest.mark.slow
    @pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
    @pytest.mark.parametrize("name", STUDIES)
    def test_changes_nothing(self, name: str, suffix: str, tmp_path: Path) -> None:
        import shutil

        before = mcba.load(data_folder("studies") / name)
        folder = tmp_path / name
        shutil.copytree(data_folder("studies") / name, folder)
        write_assumptions(before, folder / f"assumptions{suffix}")
        text, kept, inside = before.text, [], False
        for line in text.splitlines():
            if line.startswith("["):
                inside = line.startswith("[assumptions.")
            if not inside:
                kept.append(line)
        (folder / "study.toml").write_text("\n".join([f'assumptions = "assumptions{suffix}"', *kept]), encoding="utf-8")
        after = mcba.load(folder)
        assert after.document.assumptions == before.document.assumptions
        assert list(after.families) == list(before.families)
        assert dict(after.families) == dict(before.families)
        runs = [mcba.run(found, worlds=320) for found in (before, after)]
        assert runs[0].hashes() == runs[1].hashes()
        again = folder / f"again{suffix}"
        write_assumptions(after, again)
        assert again.read_bytes() == (folder / f"assumptions{suffix}").read_bytes()

    def test_quantiles_and_experts_go_through(self, tmp_path: Path) -> None:
        text = (
            "name,distribution,quantiles,experts,truncate\n"
            'x,metalog,"{""0.1"": 1, ""0.5"": 2, ""0.9"": 4}",,\n'
            'y,,,"[{""name"": ""Ann"", ""distribution"": ""normal"", ""mean"": 0, ""sd"": 1}]","{""low"": 0}"\n'
        )
        study = with_table(tmp_path, text)
        assert study.families["x"].ppf(0.9) == pytest.approx(4)
        assert study.families["y"].low == 0
        write_assumptions(study, tmp_path / "assumptions.csv")
        assert dict(mcba.load(tmp_path).families) == dict(study.families)


class TestTable:
    def test_semicolons_and_decimal_commas(self, tmp_path: Path) -> None:
        study = with_table(
            tmp_path, "name;distribution;low;high;unit;price_year\nx;uniform;1,5;2,5;EUR;\ny;uniform;0;1;EUR;\n"
        )
        assert study.families["x"] == mcba.Uniform(1.5, 2.5)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("name,distribution,low,high\nx,uniform,3,2\ny,uniform,0,1\n", "assumptions.csv:2:3: low = 3 is above"),
            ("name,distribution,low,high\nx,uniform,1,2\ny,uniform,0,many\n", "assumptions.csv:3:4: found 'many'"),
            ("name,distribution,lows,high\nx,uniform,1,2\ny,uniform,0,1\n", "assumptions.csv:2:3: unknown key 'lows'"),
            (
                "name;distribution;low;high\nx;uniform;1.5;2,5\ny;uniform;0;1\n",
                "assumptions.csv:2:3: found '1.5'; with semicolons between cells the decimal sign is a comma",
            ),
            (
                'name,distribution,low,high\nx,uniform,"1,5",2.5\ny,uniform,0,1\n',
                "assumptions.csv:2:3: found '1,5'; in an Excel file or with commas between cells the decimal sign is a "
                "point, as in 1234.5",
            ),
            (
                "name,distribution,low,high\nx,uniform,10 %,1\ny,uniform,0,1\n",
                "2:3: found '10 %'; a share is written as 0.1",
            ),
            ("name,value\nx,€ 10\ny,1\n", "2:2: found '€ 10'; a currency stands in the column unit"),
            ("name\tvalue\nx\t10\ny\t1\n", "1:1: cells are separated by tabs"),
            ("name,value\nx,1\nx,2\n", "assumptions.csv:3:1: the name 'x' stands twice"),
            ("label,value\nx,1\n", "assumptions.csv:2:1: the table has no column 'name'"),
            ("name,value,status\nx,1,sourced\ny,1,\n", "assumptions.csv:2:3: status 'sourced' needs a source"),
            ("name,value,label,label.nl\nx,1,a,b\ny,1,,c\n", "assumptions.csv:2:4: the row has a cell for 'label'"),
        ],
    )
    def test_mistakes_are_named_by_cell(self, text: str, message: str, tmp_path: Path) -> None:
        with pytest.raises(StudyError) as error:
            with_table(tmp_path, text)
        assert message in str(error.value)

    def test_as_spreadsheets_write_them(self, tmp_path: Path) -> None:
        text = "sep=;\nName;Distribution;Low;High\n;;;\nx;Uniform;1,5;2,5\ny;uniform;0;1\n"
        assert with_table(tmp_path, text).families["x"] == mcba.Uniform(1.5, 2.5)
        with pytest.raises(StudyError, match=r"assumptions\.csv:4:3: low = 3 is above"):
            with_table(tmp_path, text.replace("1,5", "3"))
        (tmp_path / "assumptions.csv").write_bytes("name,label,value\nx,cliënten,1\n".encode("cp1252"))
        with pytest.raises(StudyError, match=r'assumptions.csv:2:6: byte 0xeb .* \(in Excel: "CSV UTF-8"\)'):
            mcba.load(tmp_path)

    def test_numbers_are_numbers_in_excel_where_it_keeps_their_digits(self, tmp_path: Path) -> None:
        from python_calamine import CalamineWorkbook

        third = repr(0.1 + 0.2)  # 0.30000000000000004 has seventeen digits
        study = with_table(tmp_path, f"name,label,distribution,low,high\nx,2024,uniform,{third},0.5\ny,,uniform,0,1\n")
        write_assumptions(study, tmp_path / "out.xlsx")
        header, first, _ = CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")).get_sheet_by_index(0).to_python()
        row = dict(zip(header, first, strict=True))
        assert (row["low"], row["high"], row["label.en"]) == (third, 0.5, "2024")
        (tmp_path / "study.toml").write_text(STUDY.format(table="out.xlsx"), encoding="utf-8")
        assert dict(mcba.load(tmp_path).families) == dict(study.families)

    def test_nothing_is_left_of_a_table_that_cannot_be_written(self, tmp_path: Path) -> None:
        study = with_table(tmp_path, "name,value\nx,1\ny,2\n")
        write_assumptions(study, tmp_path / "new" / "table.csv")
        (tmp_path / "file").write_text("", encoding="utf-8")
        with pytest.raises(StudyError, match="cannot be written"):
            write_assumptions(study, tmp_path / "file" / "table.csv")
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["table.csv"]

    def test_excel_columns_are_data(self, tmp_path: Path) -> None:
        from xlsxwriter import Workbook

        with Workbook(str(tmp_path / "data.xlsx")) as book:
            book.add_worksheet().write_column(0, 0, ["cost", 1.5, 2.5, 3.5])
        (tmp_path / "study.toml").write_text(
            '[study]\ntitle = "t"\n[outcomes.result]\nformula = "x"\n'
            '[assumptions.x]\ndata = { table = "data.xlsx", column = "cost" }\n',
            encoding="utf-8",
        )
        study = mcba.load(tmp_path)
        assert study.families["x"].mean == 2.5
        assert study.tables["data.xlsx"] == "cost\n1.5\n2.5\n3.5\n"

    def test_another_kind_of_file(self, tmp_path: Path) -> None:
        study = with_table(tmp_path, "name,value\nx,1\ny,2\n")
        with pytest.raises(StudyError, match=r"ends in .csv or .xlsx"):
            write_assumptions(study, tmp_path / "table.txt")


ENTRY = """
label = { en = "Own figure", nl = "Eigen cijfer" }
unit = "EUR"
quantiles = { p5 = 1, p50 = 2, p95 = 4 }
distribution = "metalog"
reason = "asked around"
source = "own interviews, 2026"
status = "second hand"
"""


class TestLibrary:
    def own(self, folder: Path) -> Path:
        (folder / "shelf" / "mine").mkdir(parents=True)
        (folder / "shelf" / "mine" / "figure.toml").write_text(ENTRY, encoding="utf-8")
        return folder / "shelf"

    def test_a_library_of_ones_own(self, tmp_path: Path) -> None:
        own = self.own(tmp_path)
        assert "mine/figure" in library(folder=own)
        assert "mine/figure" not in library()
        assert list(library(search="eigen CIJFER", folder=own)) == ["mine/figure"]
        (tmp_path / "study.toml").write_text(
            '[study]\ntitle = "t"\nlibrary = "shelf"\n[outcomes.result]\nformula = "x"\n'
            '[assumptions.x]\nfrom = "mine/figure"\ntruncate = { low = 1.5 }\n',
            encoding="utf-8",
        )
        study = mcba.load(tmp_path)
        assert study.families["x"].low == 1.5
        assert "library/mine/figure.toml" in study.tables
        assert "second hand" in shown(study, "x")

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("entry_id", "unit", "status", "dutch"),
        [
            ("nl/care/hospital-day", "EUR/day", "second hand", "uit de tweede hand"),
            ("nl/care/gp-consult-2014", "EUR/consultation", "to be verified", "nog te controleren"),
        ],
    )
    def test_a_status_below_verified_is_printed_wherever_it_is_used(
        self, entry_id: str, unit: str, status: str, dutch: str, tmp_path: Path
    ) -> None:
        from mcba.reporting.facts.facts import Facts
        from mcba.reporting.figures import densities
        from mcba.reporting.pages.run import RUN
        from mcba.reporting.words.labels import Labels

        (tmp_path / "study.toml").write_text(
            f'[study]\ntitle = "t"\nprice_year = {find_entry(entry_id).price_year}\n[outcomes.y]\nformula = "price"\n'
            f'[assumptions.price]\nfrom = "{entry_id}"\nunit = "{unit}"\n',
            encoding="utf-8",
        )
        study = mcba.load(tmp_path)
        run = mcba.run(study, worlds=1_000)
        assert f"- {status.capitalize()}: " in printed(RUN, Facts(run))
        assert status in shown(study, "price")
        assert dutch in shown(study, "price", "nl")
        assert (
            densities.assumption_curves(study, "price", Labels(study, "nl"))
            .attrs["made"]
            .endswith(f"(uit bron, {dutch})")
        )
        for language, words in (("en", status), ("nl", dutch)):
            mcba.report(run, tmp_path, formats=["md"], language=language)
            assert words in (tmp_path / f"appendix.{language}.md").read_text(encoding="utf-8").lower()

    def test_refusals(self, tmp_path: Path) -> None:
        with pytest.raises(LibraryError, match="no entry 'nl/health/qalys'; did you mean"):
            find_entry("nl/health/qalys")
        own = self.own(tmp_path)
        (own / "mine" / "bad.toml").write_text("unit = 3", encoding="utf-8")
        with pytest.raises(LibraryError, match=r"'mine/bad' is unsound: .*unit"):
            find_entry("mine/bad", own)

    @pytest.mark.slow
    def test_commands(self, tmp_path: Path) -> None:
        run = CliRunner().invoke
        listed = run(main, ["library", "list"]).stdout
        assert re.findall(r"^  - (\S+):", listed, re.MULTILINE) == list(library())
        said = " ".join(listed.split())
        assert "nl/health/qaly: Value of a healthy year (QALY), 48,500 EUR per QALY in prices of 2013; verified" in said
        assert max(map(len, listed.splitlines())) <= 80
        found = run(main, ["library", "search", "eviction"]).stdout
        assert "nl/housing/eviction" in found
        assert "Central 90 %" in run(main, ["library", "show", "nl/health/qaly"]).stdout
        dutch = run(main, ["library", "show", "nl/health/qaly", "--language", "nl"]).stdout
        assert "Waarde van een gezond levensjaar (QALY)" in dutch
        assert re.search(r"Eenheid +euro per QALY", dutch)
        assert run(main, ["library", "show", "nothing"]).exit_code == 2
        assert "mine/figure" in run(main, ["library", "list", "--folder", str(self.own(tmp_path))]).stdout
        assert "No entry holds" in run(main, ["library", "search", "xyzzy"]).stdout


class TestShown:
    def test_what_it_was_made_from(self, tmp_path: Path) -> None:
        text = (
            "name,distribution,quantiles,experts\n"
            'x,metalog,"{""0.1"": 1, ""0.5"": 2, ""0.9"": 4}",\n'
            'y,,,"[{""name"": ""Ann"", ""value"": 3}, {""name"": ""Bob"", ""value"": 4}]"\n'
        )
        study = with_table(tmp_path, text)
        x = shown(study, "x")
        assert "Metalog through percentiles 10 %: 1; 50 %: 2; 90 %: 4" in x
        assert "X 50 % 2 0" in x  # asked, and met
        assert "▁" in x
        y = shown(study, "y")
        assert "Judgements of 2 experts" in y
        assert "experts were pooled by averaging their probabilities" in y
        assert "Y Ann 3 50 %" in y
        assert "Y Ann 3 50 %" in shown(study, "y", "nl")
        with pytest.raises(StudyError, match="no assumption 'z'"):
            OneAssumption(study, "z")

    def test_the_name_of_an_expert_stands_apart_from_the_weight(self, tmp_path: Path) -> None:
        """`expert onderzoeker ggz33.3%:` was printed, where the name was longer than its column."""
        experts = (
            '"[{""name"": ""onderzoeker ggz"", ""value"": 3}, {""name"": ""beleidsmedewerker"", ""value"": 4, '
            '""weight"": 2}]"'
        )
        study = with_table(tmp_path, f"name,experts\nx,{experts}\ny,{experts}\n")
        assert "X onderzoeker ggz 3 33.3 %" in shown(study, "x")
        assert "X beleidsmedewerker 4 66,7 %" in shown(study, "x", "nl")

    @pytest.mark.parametrize("name", STUDIES)
    def test_every_assumption_of_every_study(self, name: str) -> None:
        study = mcba.load(data_folder("studies") / name)
        for assumption in study.families:
            for language in ("en", "nl"):
                text = printed(ASSUMPTION, OneAssumption(study, assumption), language)
                assert assumption in text
                assert max(map(len, text.splitlines())) <= 78

    def test_as_it_was_written_down(self, tmp_path: Path) -> None:
        study = with_table(
            tmp_path,
            "name,distribution,low,high,mass,mean,sd,happens\nx,lognormal,1,3,0.9,,,\ny,normal,,,,10,2,0.3\n",
        )
        assert "Distribution Lognormal: low 1; high 3; between low and high 0.9" in shown(study, "x")
        assert "Central 90 % 1 to 3" in shown(study, "x")
        assert "Density 0 █▁" in shown(study, "y")  # seven worlds in ten lie on 0
        assert "Dichtheid 0 █▁" in shown(study, "y", "nl")

    def test_studies_that_were_pooled(self, tmp_path: Path) -> None:
        (tmp_path / "studies.csv").write_text("estimate,se\n0.2,0.1\n0.5,0.1\n", encoding="utf-8")
        (tmp_path / "study.toml").write_text(
            '[study]\ntitle = "t"\n[outcomes.r]\nformula = "x"\n'
            '[assumptions.x]\npool = { table = "studies.csv", standard_error = "se", method = "fixed" }\n',
            encoding="utf-8",
        )
        found = shown(mcba.load(tmp_path), "x")
        assert "X 1 0.2 0.1 50 %" in found  # estimate, standard error and weight of the first study
        assert "2 studies pooled with one common effect (fixed effect). Mean effect 0.35," in found

    @pytest.mark.slow
    def test_commands(self, tmp_path: Path) -> None:
        with_table(tmp_path, "name,value\nx,1\ny,2\n")
        found = CliRunner().invoke(main, ["show", str(tmp_path), "x"])
        assert found.exit_code == 0
        assert re.search(r"^Value +1$", found.stdout, re.MULTILINE)
        written = CliRunner().invoke(main, ["table", str(tmp_path), "--to", str(tmp_path / "out.csv")])
        assert "Wrote 2 assumptions" in written.stdout
        told = CliRunner().invoke(main, ["table", str(tmp_path), "--to", str(tmp_path / "out.csv"), "--language", "nl"])
        assert "2 aannames geschreven naar" in told.stdout
        unknown = CliRunner().invoke(main, ["show", str(tmp_path), "q"])
        assert unknown.exit_code == 2
        assert unknown.stderr == "there is no assumption 'q'; known are x, y\n"
