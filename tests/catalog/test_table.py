"""From bytes to rows: encodings, bad rows, and files that are refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import CatalogueFileError, TruncatedFile, UnknownLayout, UnreadableFile
from catalog.importing import parse
from catalog.importing.text import read_table

HEADER = "가맹점명,업종명,전화,가맹점주소"
GOOD = "김밥마을,한식,028319982,서울 영등포구 대림로22길 33"


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_each_usual_encoding_is_found(tmp_path: Path, encoding: str, line_end: str) -> None:
    path = written(tmp_path, line_end.join((HEADER, GOOD, "")).encode(encoding))
    table = read_table(path)
    assert table.encoding == encoding
    assert table.columns == tuple(HEADER.split(","))
    assert [row["가맹점명"] for row in table.rows] == ["김밥마을"]


def test_values_and_columns_are_stripped_and_made_compatible(tmp_path: Path) -> None:
    path = written(tmp_path, " 가맹점명 ,가격\n 김밥\u3000（본점）\u0007 , 3000원 \n".encode())
    (row,) = read_table(path).rows
    assert (row["가맹점명"], row["가격"]) == ("김밥 (본점)", "3000원")
    assert row["없는 열"] == ""


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("이름만", "has 1 of 4 columns"),
        ("가,나,다,라,마", "has 5 of 4 columns"),
        ('"닫히지 않은,한식,02,서울', "a quote is never closed"),
        ('"닫힌"뒤에 글,한식,02,서울', "a quote is never closed"),
    ],
)
def test_one_bad_row_alone_is_left_out(tmp_path: Path, bad: str, reason: str) -> None:
    path = written(tmp_path, "\n".join((HEADER, GOOD, bad, GOOD, GOOD, "")).encode())
    table = read_table(path)
    assert [row.line for row in table.rows] == [2, 4, 5]
    assert [(row.line, row.reason) for row in table.bad_rows] == [(3, reason)]


def test_a_quoted_value_may_hold_commas_quotes_and_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, f'{HEADER}\n"김밥, ""본점""",한식,02,"서울\n영등포구"\n{GOOD}\n'.encode())
    first, second = read_table(path).rows
    assert first["가맹점명"] == '김밥, "본점"'
    assert first["가맹점주소"] == "서울 영등포구"
    assert (first.line, second.line) == (2, 4)


def test_blank_lines_are_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, f"\n{HEADER}\n\n,,,\n{GOOD}\n\n".encode())
    table = read_table(path)
    assert [row.line for row in table.rows] == [5]
    assert table.bad_rows == ()


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"", UnreadableFile, "the file is empty"),
        (b"\xef\xbb\xbf \r\n", UnreadableFile, "the file is empty"),
        (f"{HEADER}\n".encode(), UnreadableFile, "a header and no rows"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), UnreadableFile, "a binary file"),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03", UnreadableFile, "(?:a binary file|neither UTF-8 nor CP949)"),
        (b"\xff\xff\xff\xff\xff", UnreadableFile, "neither UTF-8 nor CP949"),
        (f"{HEADER}\n{GOOD}".encode("utf-16"), UnreadableFile, "a binary file"),
        ("이름,주소\n김밥,서울\n".encode(), UnknownLayout, "no known layout has the columns 이름, 주소"),
        (b"{\"items\": []}\n[]\n", UnknownLayout, "no known layout"),
        (f"{HEADER}\n{GOOD}\n김밥천국,한식".encode(), TruncatedFile, "line 3 ends in the middle"),
        (f'{HEADER}\n{GOOD}\n김밥천국,한식,02,"서울'.encode(), TruncatedFile, "line 3 ends in the middle"),
        (f"{HEADER}\n{GOOD}가".encode()[:-1], TruncatedFile, "ends in the middle of a letter"),
        (f"{HEADER}\n{GOOD}가".encode("cp949")[:-1], TruncatedFile, "ends in the middle of a letter"),
        ("업소명,데이터기준일자\n가,2025-07-11\n나,2025-0".encode(), TruncatedFile, "line 3 ends in the middle"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, data: bytes, error: type[CatalogueFileError], says: str
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(error, match=says) as refused:
        parse(path)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith(str(path))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        parse(tmp_path / "none.csv")
    with pytest.raises(UnreadableFile, match="directory"):
        parse(tmp_path)
