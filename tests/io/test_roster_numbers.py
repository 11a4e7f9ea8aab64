"""Numbers in cells: those of persons are left out, those of things and staff stay."""

import pytest

from sanzu_graph.io.rosters.private_contents import is_private, looks_private, without_private
from tests.io.roster_readings import frame, reading

#: Numbers of staff, orders, things and times, none of which is anybody's.
HARMLESS = {
    "staff_8": [f"{10002345 + at}" for at in range(30)],
    "staff_9": [f"{100000001 + at}" for at in range(30)],
    "staff_10": [f"{1000000001 + at}" for at in range(30)],
    "staff_11": [f"20240101{at:03d}" for at in range(30)],
    "staff_12": [f"20240101{at:04d}" for at in range(30)],
    "zeros": [f"00{12345678 + at}" for at in range(30)],
    "letter_7": [f"A{1234567 + at}" for at in range(30)],
    "letter_9": [f"A1{2345678 + at:08d}" for at in range(30)],
    "order_13": [f"20240101{at:05d}" for at in range(30)],
    "order_15": [f"20240101{at:07d}" for at in range(30)],
    "order_16": [f"20240101{at:08d}" for at in range(30)],
    "order_18": [f"20240101{at:010d}" for at in range(30)],
    "day_and_number": [f"240101-{at:04d}" for at in range(30)],
    "milliseconds": [f"17040672{at * 317:05d}" for at in range(30)],
    "spans": [f"2024-{at:02d}-01 – 2024-12-31" for at in range(1, 13)],
    "spans_of_digits": [f"2024{at:02d}01-20241231" for at in range(1, 13)],
    "spans_of_dots": [f"2024.{at:02d}.01-2024.12.31" for at in range(1, 13)],
    "lines": [f"10kV城南线{at}号杆" for at in range(30)],
    "transformers": ["3号变", "1号主变", "110kV", "2×31.5MVA", "400/230 V", "480V 3-phase"],
    "rooms": ["3-2-101", "A座12层", "城南村2号台区", "园区运维班1号楼", "301室", "Room 305"],
    "versions": ["1.2.3", "v2.10.4", "192.168.1.1", "2024-W05", "IEC 61850-7-420", "1:2:3"],
    "posts": ["GW0101020304", "01-02-03-04", "0101-02-003", "0101-0203-0405", "8001-8005"],
    "cost_centres": [f"1000-{200 + at}-3000" for at in range(30)],
    "cost_centres_in_three": [f"{100 + at}-200-3000" for at in range(30)],
    "cost_centres_with_blanks": [f"{600 + 10 * at} 200 300" for at in range(30)],
    "units": ["22 Depot Road Crew", "1 Main Street Depot", "12 Grid Road Crew", "Team 1234567"],
    "series": ["PANEL1234A", "GROUP1234B", "SHIFT2024A", "CREWS2024B", "CL-1234-56-7890"],
    "goods": [f"6901234{at * 7919:06d}" for at in range(30)],
    "years": ["2024 2025 2026", "2021 2022 2023", "2019届", "FY2024/25", "2024 123456"],
    "money": ["750 000 000", "12 000 000", "610 200 000", "¥12000", "1.234.567,89"],
}

#: Numbers of persons and telephones as fifteen and more countries write them; all invented.
PRIVATE = [
    *("110101199003071234", "11010119900307123X", "110101900307123", "110101 19900307 1234"),
    *("139 12345678", "0086 13912345678", "010-88886666", "(0571) 8888 6666", "057188886666"),
    *("6222021234567890123", "护照 E12345678", "passport no. E12345678", "身份证：110101900307123"),
    *("0912-345-678", "(02)2345-6789", "A123456 (7)", "1234567(8)", "1/234567/8", "+853 6612 3456"),
    *("03-1234-5678", "045-123-4567", "900101-1******", "02-123-4567", "010-1234-5678"),
    *("0912.345.678", "0912 345 678", "081-234-5678", "900101-14-5678", "012-345 6789"),
    *("ABCPE1234F", "+91 98765 43210", "0171/1234567", "+49 (0) 171 / 123 45 67"),
    *("65 180191 A 003", "06.12.34.56.78", "06 12 34 56 78", "333 1234567", "85.07.30-033.28"),
    *("AB 12 34 56 C", "07700 900 123", "020 7946 0958", "8 (912) 345-67-89", "4510 123456"),
    *("(11) 91234-5678", "20-12345678-9", "784-1990-1234567-1", "1-212-555-0123"),
    *("212-555-0123", "416-555-0123 ext. 12", "123-45-6789", "0412 345 678", "050-123-4567"),
    *("an.lee＠corp.example", "an.lee @ corp.example", "an.lee [at] corp.example"),
]

#: Columns that only their check digits, or all of their cells together, tell.
COLUMNS = {
    "Taiwan": ["A123456789", "F131104093", "A234567893"],
    "Spain": ["12345678Z", "87654321X", "11111111H"],
    "Poland": ["44051401359", "02070803628", "90090515836"],
    "Turkey": ["10000000146", "12345678950", "10000000078"],
    "India": ["2341 2341 2346", "4991 1866 5246", "9999 4105 7058"],
    "Netherlands": ["123456782", "111222333", "010464554"],
    "Hong Kong": ["9123 4567", "6543 2198", "9876 5431"],
    "America": ["212 555 0123", "646 555 0187", "415 555 0111"],
    "Iberia": ["612 345 678", "698 123 451", "655 321 987"],
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_numbers_of_things_stay(kind: str) -> None:
    cells = HARMLESS[kind]
    assert not looks_private(cells)
    assert [cell for cell in cells if without_private(cell) != cell] == []


@pytest.mark.parametrize("cell", PRIVATE)
def test_numbers_of_persons_are_known(cell: str) -> None:
    assert is_private(cell)


@pytest.mark.parametrize("country", COLUMNS)
def test_a_column_of_numbers_of_one_country_is_known(country: str) -> None:
    assert looks_private(COLUMNS[country])


def test_two_cells_that_may_be_right_by_chance_stay() -> None:
    assert not looks_private(COLUMNS["Turkey"][:2])


def test_a_heading_of_things_keeps_codes_that_look_like_telephones() -> None:
    codes = ["400-210-3000", "400-220-3000"]
    rows = [["姓名", "班组", "成本中心", "别的"], *(["赵一", "一班", code, code] for code in codes)]
    rows[2][0] = "钱二"
    org = reading(frame(rows)).org
    assert org is not None
    assert org.members["成本中心"].tolist() == codes
    assert org.source.ignored == ("别的",)
